/**
 * The records that a plan is made of, as they lie in the kernels' memory: 32 bits a field. assembly/operation.ts and
 * assembly/index.ts read the same fields in the same order, and say what they mean.
 */

/** What an operation computes. */
export const KIND = {
  convolution: 1,
  /** A convolution and the 2x2 max-pooling behind it. */
  pooledConvolution: 2,
  pooling: 3,
  dense: 4,
  dropout: 5,
  batchNormalization: 6,
} as const;

export const ACTIVATION = { none: 0, relu: 1, 'leaky-relu': 2, elu: 3, tanh: 4, sigmoid: 5 } as const;

export const OPTIMIZER = { adam: 0, sgd: 1, momentum: 2, rmsprop: 3 } as const;

const OPERATION_FIELDS = [
  'kind',
  'activation',
  'input',
  'output',
  'inputGradient',
  'outputGradient',
  'kernel',
  'bias',
  'kernelGradient',
  'biasGradient',
  'panels',
  'biasPanels',
  'transposed',
  'transposedGradient',
  'inputHeight',
  'inputWidth',
  'channels',
  'outputHeight',
  'outputWidth',
  'filters',
  'kernelHeight',
  'kernelWidth',
  'strideY',
  'strideX',
  'padded',
  'paddedGradient',
  'padTop',
  'padLeft',
  'paddedHeight',
  'paddedWidth',
  'positions',
  'positionOffsets',
  'tapOffsets',
  'winners',
  'list',
  'inked',
  'inkedCount',
  'blank',
  'layer',
  'threshold',
  'scale',
  'average',
  'mean',
  'inverseDeviation',
  'movingMean',
  'movingVariance',
  'meanGradient',
  'varianceGradient',
  'scratch',
  'fullWidth',
] as const;

const PLAN_FIELDS = [
  'operations',
  'operationCount',
  'group',
  'zeros',
  'pixels',
  'labels',
  'probabilities',
  'pictures',
  'height',
  'width',
  'usedHeight',
  'usedWidth',
  'classes',
  'seed',
  'step',
  'first',
] as const;

/** The one field that is a floating-point number. */
const FLOAT_FIELD = 'scale';

/** One operation; fields that are left out are 0. */
export type Operation = { [Field in (typeof OPERATION_FIELDS)[number]]?: number };

export type PlanRecord = { [Field in (typeof PLAN_FIELDS)[number]]: number };

/** Bytes of an operation's record. */
export const OPERATION_SIZE = 4 * OPERATION_FIELDS.length;
export const PLAN_SIZE = 4 * PLAN_FIELDS.length;

/** Where a field of the plan's record lies, in bytes from its beginning. */
export function planOffset(field: keyof PlanRecord): number {
  return 4 * PLAN_FIELDS.indexOf(field);
}

export function writeOperation(memory: DataView, address: number, operation: Operation): void {
  OPERATION_FIELDS.forEach((field, i) => {
    const value = operation[field] ?? 0;
    if (field === FLOAT_FIELD) memory.setFloat32(address + 4 * i, value, true);
    else memory.setUint32(address + 4 * i, value, true);
  });
}

export function writePlan(memory: DataView, address: number, plan: PlanRecord): void {
  PLAN_FIELDS.forEach((field, i) => memory.setUint32(address + 4 * i, plan[field], true));
}
