// Where everything lies in linear memory. One `configure` lays it all out, one block after the other;
// nothing is allocated later, so no garbage collector is needed and addresses stay put.

/**
 * Images that go through the network together: enough to reuse the dense weights, few enough to stay in the cache, and a
 * little more than half of the usual 64, so that the part of one of two threads is one group.
 */
export const GROUP: i32 = 40;

export const MODEL_CNN: i32 = 0;
export const MODEL_DENSE: i32 = 1;

export const PIXELS: i32 = 784;
export const HIDDEN: i32 = 128;
export const CLASSES: i32 = 10;
/** The ten classes are padded with zero weights to three whole vectors. */
export const PADDED_CLASSES: i32 = 12;
/** Inputs of the first dense layer in the cnn: 5 x 5 cells of 16 channels. */
export const FEATURES: i32 = 400;
/**
 * Cells of the first pooled map that are kept: 12 x 12 of the 13 x 13. The second pooling drops the last row and column
 * of its input, and with them everything that depended on the thirteenth.
 */
export const CELLS_1: i32 = 144;
export const POOLED_1: i32 = 1152; // CELLS_1 x 8 channels

export let model: i32 = -1;
export let maxBatch: i32 = 0;
export let denseInputs: i32 = 0;
export let parameterCount: i32 = 0;

// Given and answered: these four scale with the batch, the rest does not.
export let pixels: usize = 0; // u8 [batch, 784]
export let labels: usize = 0; // u8 [batch]
export let probabilities: usize = 0; // f32 [batch, 10]

// The parameters and their companions: f32, one flat block each in the order of the layers.
export let parameters: usize = 0;
export let gradients: usize = 0;
export let firstMoment: usize = 0;
export let secondMoment: usize = 0;
/** Gradients of a further part of the batch, to be added to `gradients`. */
export let partGradients: usize = 0;

// Byte offsets of the tensors inside such a block.
export let kernel1At: usize = 0; // [3, 3, 1, 8]
export let bias1At: usize = 0; // [8]
export let kernel2At: usize = 0; // [3, 3, 8, 16]
export let bias2At: usize = 0; // [16]
export let hiddenKernelAt: usize = 0; // [400 or 784, 128]
export let hiddenBiasAt: usize = 0; // [128]
export let outputKernelAt: usize = 0; // [128, 10]
export let outputBiasAt: usize = 0; // [10]

// Weights and gradients in the order in which the kernels read them, renewed in every step.
export let hiddenPanels: usize = 0; // f32 [16, inputs, 8]
export let outputPadded: usize = 0; // f32 [128, 12], then the bias [12]
export let outputTransposed: usize = 0; // f32 [10, 128]
export let outputGradient: usize = 0; // f32 [128, 12], then the bias [12]
export let kernel2Transposed: usize = 0; // f32 [16, 72]
export let kernel2Gradient: usize = 0; // f32 [16, 72]
export let kernel1Gradient: usize = 0; // f32 [8, 3, 4]

// What one group of images leaves behind for the backward pass.
export let images: usize = 0; // f32 [group, 28, 28]
export let pooled1: usize = 0; // f32 [group, 12, 12, 8]
export let winners1: usize = 0; // i32 [group, 12, 12, 8], byte offsets into the image
export let inked: usize = 0; // (i32 offset in pooled1, i32 address in images) [group, 144], the cells that see any ink
export let inkedCount: usize = 0; // i32 [group]
export let pooled2: usize = 0; // f32 [group, 5, 5, 16], with room for 784 floats each
export let winners2: usize = 0; // i32 [group, 5, 5, 16], byte offsets into pooled1
export let hidden: usize = 0; // f32 [group, 128]
export let logits: usize = 0; // f32 [group, 12], then their gradients
export let hiddenGradient: usize = 0; // f32 [group, 128]
export let pooled2Gradient: usize = 0; // f32 [group, 5, 5, 16]
export let pooled1Gradient: usize = 0; // f32 [12, 12, 8], of one image
export let liveCells: usize = 0; // (f32 gradient, i32 offset) [25], of one channel of one image

let top: usize = 0;

/** The next `count` elements of `size` bytes. Blocks begin on cache lines. */
function reserve(count: i32, size: i32): usize {
  const start = top;
  top = (start + <usize>(count * size) + 63) & ~63;
  return start;
}

/** Lays out memory for `chosenModel` and zeroes it; the former contents are lost. */
export function layOut(chosenModel: i32, batch: i32): void {
  model = chosenModel;
  maxBatch = batch;
  const cnn = chosenModel == MODEL_CNN;
  denseInputs = cnn ? FEATURES : PIXELS;

  kernel1At = 0;
  bias1At = cnn ? 4 * 72 : 0;
  kernel2At = bias1At + (cnn ? 4 * 8 : 0);
  bias2At = kernel2At + (cnn ? 4 * 1152 : 0);
  hiddenKernelAt = bias2At + (cnn ? 4 * 16 : 0);
  hiddenBiasAt = hiddenKernelAt + 4 * denseInputs * HIDDEN;
  outputKernelAt = hiddenBiasAt + 4 * HIDDEN;
  outputBiasAt = outputKernelAt + 4 * HIDDEN * CLASSES;
  parameterCount = <i32>(outputBiasAt >> 2) + CLASSES;

  top = (__heap_base + 63) & ~63;
  const start = top;
  // Adam and sums walk these in whole vectors, so each is rounded up to one (by the alignment).
  parameters = reserve(parameterCount, 4);
  gradients = reserve(parameterCount, 4);
  firstMoment = reserve(parameterCount, 4);
  secondMoment = reserve(parameterCount, 4);
  partGradients = reserve(parameterCount, 4);

  hiddenPanels = reserve(denseInputs * HIDDEN, 4);
  outputPadded = reserve((HIDDEN + 1) * PADDED_CLASSES, 4);
  outputTransposed = reserve(CLASSES * HIDDEN, 4);
  outputGradient = reserve((HIDDEN + 1) * PADDED_CLASSES, 4);

  images = reserve(GROUP * PIXELS + 4, 4); // a patch's last vector reads one float too many
  hidden = reserve(GROUP * HIDDEN, 4);
  logits = reserve(GROUP * PADDED_CLASSES, 4);
  hiddenGradient = reserve(GROUP * HIDDEN, 4);
  if (cnn) {
    kernel2Transposed = reserve(1152, 4);
    kernel2Gradient = reserve(1152, 4);
    kernel1Gradient = reserve(96, 4);
    pooled1 = reserve(GROUP * POOLED_1, 4);
    winners1 = reserve(GROUP * POOLED_1, 4);
    inked = reserve(GROUP * CELLS_1, 8);
    inkedCount = reserve(GROUP, 4);
    pooled2 = reserve(GROUP * PIXELS, 4);
    winners2 = reserve(GROUP * FEATURES, 4);
    pooled2Gradient = reserve(GROUP * FEATURES, 4);
    pooled1Gradient = reserve(POOLED_1, 4);
    liveCells = reserve(26, 8);
  }
  pixels = reserve(batch * PIXELS, 1);
  labels = reserve(batch, 1);
  probabilities = reserve(batch * CLASSES, 4);

  const missing = <i32>((top + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  memory.fill(start, 0, top - start);
}
