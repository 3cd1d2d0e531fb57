// The whole training step as one call: what the module exports, and the order in which the kernels run.
// A batch goes through in groups of a few images, so that memory does not grow with the batch. All sums are taken in
// a fixed order: the same input gives the same output, bit for bit.

import { adam } from './adam';
import { forward1, kernelGradient1, maskPooled1, readPixels, unpackKernelGradient1 } from './first-convolution';
import {
  hiddenBiasGradient,
  hiddenForward,
  hiddenInputGradient,
  hiddenKernelGradient,
  packHidden,
} from './hidden-layer';
import * as m from './memory';
import {
  crossEntropy,
  isCorrect,
  logitGradient,
  outputForward,
  outputInputGradient,
  outputKernelGradient,
  packOutput,
  softmax,
  unpackOutputGradient,
} from './output-layer';
import { backward2, forward2, maskPooled2, transposeKernel2, unpackKernelGradient2 } from './second-convolution';
import { addAll } from './vector';

let summedLoss: f64 = 0;
let correctCount: i32 = 0;

/** Lays out memory: model 0 is `cnn`, 1 is `dense`; at most `maxBatch` images a call. Everything begins as zero. */
export function configure(model: i32, maxBatch: i32): void {
  m.layOut(model, maxBatch);
}

export function parameterCount(): i32 {
  return m.parameterCount;
}
export function pixelsPointer(): usize {
  return m.pixels;
}
export function labelsPointer(): usize {
  return m.labels;
}
export function probabilitiesPointer(): usize {
  return m.probabilities;
}
export function parametersPointer(): usize {
  return m.parameters;
}
export function gradientsPointer(): usize {
  return m.gradients;
}
export function firstMomentPointer(): usize {
  return m.firstMoment;
}
export function secondMomentPointer(): usize {
  return m.secondMoment;
}
export function partGradientsPointer(): usize {
  return m.partGradients;
}

/** Summed cross-entropy in nats of the last `computeGradients` or `evaluate`. */
export function loss(): f64 {
  return summedLoss;
}
/** How many images of the last `computeGradients` or `evaluate` had their label as the most probable class. */
export function correct(): i32 {
  return correctCount;
}

/** Copies weights into the order in which the kernels read them. */
function packWeights(): void {
  const parameters = m.parameters;
  packHidden(parameters + m.hiddenKernelAt, m.hiddenPanels, m.denseInputs);
  packOutput(parameters + m.outputKernelAt, parameters + m.outputBiasAt, m.outputPadded, m.outputTransposed);
  if (m.model == m.MODEL_CNN) transposeKernel2(parameters + m.kernel2At, m.kernel2Transposed);
}

/** Probabilities of `count` images from number `first` on; leaves behind what `backward` needs. */
function forward(first: i32, count: i32): void {
  const parameters = m.parameters;
  const cnn = m.model == m.MODEL_CNN;
  readPixels(m.pixels + <usize>(first * m.PIXELS), m.images, count);
  if (cnn) {
    for (let i = 0; i < count; i++) {
      const pooled1 = m.pooled1 + <usize>(i * 4 * m.POOLED_1);
      const inkedCount = forward1(
        m.images + <usize>(i * 4 * m.PIXELS),
        parameters + m.kernel1At,
        parameters + m.bias1At,
        pooled1,
        m.winners1 + <usize>(i * 4 * m.POOLED_1),
        m.inked + <usize>(i * 8 * m.CELLS_1),
      );
      store<i32>(m.inkedCount + <usize>(i << 2), inkedCount);
      forward2(
        pooled1,
        parameters + m.kernel2At,
        parameters + m.bias2At,
        m.pooled2 + <usize>(i * 4 * m.PIXELS),
        m.winners2 + <usize>(i * 4 * m.FEATURES),
      );
    }
  }
  hiddenForward(
    cnn ? m.pooled2 : m.images,
    m.hiddenPanels,
    parameters + m.hiddenBiasAt,
    m.hidden,
    count,
    m.denseInputs,
  );
  outputForward(m.hidden, m.outputPadded, m.logits, count);
  softmax(m.logits, m.probabilities + <usize>(first * 4 * m.CLASSES), count);
}

/** Adds to the loss and the count of correct images. */
function score(first: i32, count: i32): void {
  for (let i = first; i < first + count; i++) {
    const row = m.probabilities + <usize>(i * 4 * m.CLASSES);
    const label = <i32>load<u8>(m.labels + <usize>i);
    summedLoss += crossEntropy(load<f32>(row + <usize>(label << 2)));
    correctCount += isCorrect(row, label);
  }
}

/** Size of the groups in which `count` images are processed: as equal as they can be. */
function groupSize(count: i32): i32 {
  const groups = (count + m.GROUP - 1) / m.GROUP;
  return (count + groups - 1) / groups;
}

/** Adds the gradients of the images that just went forward, or if `fresh` begins with them. */
function backward(first: i32, count: i32, scale: f32, fresh: bool): void {
  const parameters = m.parameters;
  const gradients = m.gradients;
  const cnn = m.model == m.MODEL_CNN;
  logitGradient(m.probabilities + <usize>(first * 4 * m.CLASSES), m.labels + <usize>first, m.logits, count, scale);
  outputKernelGradient(m.hidden, m.logits, m.outputGradient, count);
  outputInputGradient(m.logits, m.outputTransposed, m.hidden, m.hiddenGradient, count);
  hiddenBiasGradient(m.hiddenGradient, gradients + m.hiddenBiasAt, count);
  hiddenKernelGradient(
    cnn ? m.pooled2 : m.images,
    m.hiddenGradient,
    gradients + m.hiddenKernelAt,
    count,
    m.denseInputs,
    fresh,
  );
  if (!cnn) return;
  hiddenInputGradient(m.hiddenGradient, parameters + m.hiddenKernelAt, m.pooled2Gradient, count);
  for (let i = 0; i < count; i++) {
    const pooled1 = m.pooled1 + <usize>(i * 4 * m.POOLED_1);
    const features = <usize>(i * 4 * m.FEATURES);
    const gradient2 = m.pooled2Gradient + features;
    maskPooled2(m.pooled2 + <usize>(i * 4 * m.PIXELS), gradient2, gradients + m.bias2At);
    backward2(
      pooled1,
      m.pooled1Gradient,
      gradient2,
      m.winners2 + features,
      m.kernel2Transposed,
      m.kernel2Gradient,
      m.liveCells,
    );
    maskPooled1(pooled1, m.pooled1Gradient, gradients + m.bias1At);
    kernelGradient1(
      m.pooled1Gradient,
      m.winners1 + <usize>(i * 4 * m.POOLED_1),
      m.inked + <usize>(i * 8 * m.CELLS_1),
      load<i32>(m.inkedCount + <usize>(i << 2)),
      m.kernel1Gradient,
    );
  }
}

/** All but those of the hidden layer's kernel, most of all, which the first group of images overwrites. */
function clearGradients(): void {
  memory.fill(m.gradients, 0, m.hiddenKernelAt);
  memory.fill(m.gradients + m.hiddenBiasAt, 0, ((<usize>m.parameterCount) << 2) - m.hiddenBiasAt);
  memory.fill(m.outputGradient, 0, 4 * (m.HIDDEN + 1) * m.PADDED_CLASSES);
  if (m.model == m.MODEL_CNN) {
    memory.fill(m.kernel1Gradient, 0, 4 * 96);
    memory.fill(m.kernel2Gradient, 0, 4 * 1152);
  }
}

/**
 * Gradients of the first `count` images, summed and divided by `divisor`: the batch size, or that of the whole batch
 * when several threads compute parts of it whose gradients are added. With `more` they add to those of the last call.
 */
export function computeGradients(count: i32, divisor: f64, more: bool): void {
  const gradients = m.gradients;
  summedLoss = 0;
  correctCount = 0;
  if (!more) clearGradients();
  packWeights();
  const group = groupSize(count);
  for (let first = 0; first < count; first += group) {
    const size = min(count - first, group);
    forward(first, size);
    score(first, size);
    backward(first, size, <f32>(1 / divisor), !more && first == 0);
  }
  unpackOutputGradient(m.outputGradient, gradients + m.outputKernelAt, gradients + m.outputBiasAt);
  if (m.model == m.MODEL_CNN) {
    unpackKernelGradient1(m.kernel1Gradient, gradients + m.kernel1At);
    unpackKernelGradient2(m.kernel2Gradient, gradients + m.kernel2At);
  }
}

/** Adds the gradients of another part of the batch, which were written to `partGradients`. */
export function addGradients(): void {
  addAll(m.gradients, m.partGradients, m.parameterCount);
}

/** One Adam step with the gradients at hand; `step` counts from 1. */
export function applyAdam(learningRate: f64, step: i32): void {
  adam(m.parameters, m.gradients, m.firstMoment, m.secondMoment, m.parameterCount, learningRate, step);
}

/** Probabilities of the first `count` images. */
export function predict(count: i32): void {
  packWeights();
  const group = groupSize(count);
  for (let first = 0; first < count; first += group) forward(first, min(count - first, group));
}

/** Like `predict`, and scores against the labels: then `loss` and `correct` answer. */
export function evaluate(count: i32): void {
  predict(count);
  summedLoss = 0;
  correctCount = 0;
  score(0, count);
}
