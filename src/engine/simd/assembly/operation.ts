// One operation of a plan: a layer, or layers that are computed together, with the addresses and sizes of all that it
// reads and writes. ../operation.ts writes these records and lists the same fields in the same order.

export const CONVOLUTION: i32 = 1;
export const POOLED_CONVOLUTION: i32 = 2;
export const POOLING: i32 = 3;
export const DENSE: i32 = 4;
export const DROPOUT: i32 = 5;
export const BATCH_NORMALIZATION: i32 = 6;

export const NONE: i32 = 0;
export const RELU: i32 = 1;
export const LEAKY_RELU: i32 = 2;
export const ELU: i32 = 3;
export const TANH: i32 = 4;
export const SIGMOID: i32 = 5;

@unmanaged
export class Operation {
  kind: i32;
  activation: i32;

  // Maps of a group of images, [group, height, width, channels], and the gradients of the loss with respect to them.
  input: usize;
  output: usize;
  /** 0 where nothing before needs it. */
  inputGradient: usize;
  outputGradient: usize;

  // Tensors among the parameters and among their gradients. Batch normalisation: gamma and beta.
  kernel: usize;
  bias: usize;
  kernelGradient: usize;
  biasGradient: usize;

  /** The kernel in the order in which the forward pass reads it, and the bias behind it, filled up to whole panels. */
  panels: usize;
  biasPanels: usize;
  /** The kernel in the order in which the backward pass reads it; 0 where it reads the kernel itself. */
  transposed: usize;
  /** Pooled convolution: gradients of the kernel in the order of `transposed`. */
  transposedGradient: usize;

  inputHeight: i32;
  inputWidth: i32;
  channels: i32;
  outputHeight: i32;
  outputWidth: i32;
  filters: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;

  // One picture surrounded by zeros, and its gradient; 0 where no zeros are needed.
  padded: usize;
  paddedGradient: usize;
  padTop: i32;
  padLeft: i32;
  paddedHeight: i32;
  paddedWidth: i32;

  positions: i32;
  /**
   * Convolution: byte offsets of the patches in the (padded) map, filled up to a multiple of four. Pooled convolution: for
   * each window, the byte offset of its outputs and that of its first patch.
   */
  positionOffsets: usize;
  /** Convolution: byte offsets of the inputs of a patch, filled up to a multiple of four. */
  tapOffsets: usize;
  /** Pooled convolution: i32 byte offset of the patch that won from the window's first, for each output; as `output`. */
  winners: usize;
  /**
   * Pooled convolution: room for a list of (value, address) of all outputs of one channel of one image. Convolution with
   * `inkedCount`: room for where each row of the map has ink, and each of the output.
   */
  list: usize;
  /**
   * The pictures' own convolution: the windows or positions that may see any ink, for each image, and how many; 0 in others,
   * where all are computed.
   */
  inked: usize;
  inkedCount: usize;
  /** Convolution with `inkedCount`: what it makes of blank paper, as large as one image's output. */
  blank: usize;

  /** Dropout, and nothing else: number of the layer, threshold of the hash below which a value is dropped, scale. */
  layer: i32;
  threshold: u32;
  scale: f32;

  /** Pooling: whether it takes the mean. */
  average: i32;

  // Batch normalisation: [channels] each.
  mean: usize;
  inverseDeviation: usize;
  movingMean: usize;
  movingVariance: usize;
  meanGradient: usize;
  varianceGradient: usize;
  scratch: usize;
  /** Width of the whole map, of which `inputWidth` columns are computed. */
  fullWidth: i32;
}

/** Bytes of a record. */
export const OPERATION_SIZE: usize = offsetof<Operation>();
