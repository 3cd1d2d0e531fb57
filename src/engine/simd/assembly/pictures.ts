// From the bytes of pictures to floats.

/**
 * Bytes 0..255 [count, height, width] to floats 0..1 [count, usedHeight, usedWidth]: rows and columns at the end that no
 * layer sees are left out. What a row's last vectors write too much is overwritten by the next row.
 */
export function readPictures(
  source: usize, target: usize, count: i32, height: i32, width: i32, usedHeight: i32, usedWidth: i32,
): void {
  if (usedHeight == height && usedWidth == width) {
    readRow(source, target, count * height * width);
    return;
  }
  for (; count > 0; count--, source += <usize>((height - usedHeight) * width)) {
    for (let y = 0; y < usedHeight; y++, source += <usize>width, target += <usize>usedWidth << 2) {
      readRow(source, target, usedWidth);
    }
  }
}

function readRow(source: usize, target: usize, length: i32): void {
  const scale = f32x4.splat(1.0 / 255.0);
  // Bytes are small enough for the conversion of signed numbers, which is one instruction; the other is eight.
  for (const end = source + <usize>length; source < end; source += 8, target += 32) {
    const eight = v128.load_ext<u8>(source);
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(eight)), scale), 0);
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(eight)), scale), 16);
  }
}
