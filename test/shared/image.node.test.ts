import { expect } from 'chai';
import { MnistError } from '../../src/shared/errors.js';
import { toImage, toLabelledImages } from '../../src/shared/image.js';

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof MnistError) return error.code;
    throw error;
  }
  return undefined;
}

describe('images from pages', () => {
  it('are copied from any array of 784 bytes', () => {
    const image = new Uint8Array(784).fill(9);
    for (const given of [image, new Uint8ClampedArray(image), [...image]]) expect(toImage(given)).to.deep.equal(image);
    expect(toImage(image)).not.to.equal(image);
  });

  it('are refused when they are anything else', () => {
    const bad = [undefined, null, 'x'.repeat(784), [], new Uint8Array(783), new Array(784).fill(256)];
    for (const image of [...bad, new Array(784).fill(-1), new Array(784).fill(NaN), new Float32Array(784)]) {
      expect(codeOf(() => toImage(image))).to.equal('invalid-argument');
    }
  });
});

describe('corrections from pages', () => {
  const pixels = new Uint8Array(784);

  it('are copied with all that they carry, also when they come from JSON', () => {
    const [copy] = toLabelledImages([{ index: 3, pixels: [...pixels] as unknown as Uint8Array, strokes: 'kept' }], 10);
    expect(copy).to.deep.equal({ index: 3, pixels, strokes: 'kept' });
  });

  it('are refused without a class or an image', () => {
    for (const bad of [undefined, 5, [null], [{}], [{ index: 10, pixels }], [{ index: 1.5, pixels }], [{ index: 1 }]]) {
      expect(codeOf(() => toLabelledImages(bad as never, 10))).to.equal('invalid-argument');
    }
  });
});
