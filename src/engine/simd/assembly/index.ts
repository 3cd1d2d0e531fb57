// What the module exports: a training step, in which a plan's operations are gone through forward and backward, as one
// call. The plan is written into memory by ../plan.ts, which also decides where everything lies; nothing is allocated
// here. All sums are taken in a fixed order: the same input gives the same output, bit for bit.

import {
  backwardNormalization,
  forwardNormalization,
} from './batch-normalization';
import { backwardConvolution, forwardConvolution, packConvolution } from './convolution';
import { backwardDense, forwardDense, packDense } from './dense';
import { drop } from './dropout';
import { crossEntropy, isCorrect, logitGradient, softmax } from './loss';
import {
  BATCH_NORMALIZATION,
  CONVOLUTION,
  DENSE,
  DROPOUT,
  Operation,
  OPERATION_SIZE,
  POOLED_CONVOLUTION,
  POOLING,
} from './operation';
import { readPictures } from './pictures';
import {
  backwardPooledConvolution,
  clearPooledConvolution,
  forwardPooledConvolution,
  packPooledConvolution,
  unpackPooledConvolution,
} from './pooled-convolution';
import { backwardPooling, forwardPooling } from './pooling';
import { addAll } from './vector';

export { addScaled, blend, update } from './optimizers';
export { addAll };

/** What a plan is, beside its operations. ../operation.ts lists the same fields in the same order. */
@unmanaged
class Plan {
  operations: usize;
  operationCount: i32;
  /** Images that go through the network together. */
  group: i32;
  /** As many zeros as any layer has outputs. */
  zeros: usize;

  pixels: usize; // u8 [batch, height, width]
  labels: usize; // u8 [batch]
  probabilities: usize; // f32 [batch, classes]
  /** The first layer's input: f32 [group, usedHeight, usedWidth], the part of the pictures that any layer sees. */
  pictures: usize;
  height: i32;
  width: i32;
  usedHeight: i32;
  usedWidth: i32;
  classes: i32;

  // What dropout depends on.
  seed: u32;
  step: u32;
  /** Number of the call's first image in the whole batch. */
  first: i32;
}

let summedLoss: f64 = 0;
let correctCount: i32 = 0;

/** Where memory is free. */
export function heapBase(): usize {
  return __heap_base;
}
/** Bytes of an operation's record. */
export function operationSize(): usize {
  return OPERATION_SIZE;
}
/** Summed cross-entropy in nats of the last `computeGradients` or `evaluate`. */
export function loss(): f64 {
  return summedLoss;
}
/** How many images of the last `computeGradients` or `evaluate` had their label as the most probable class. */
export function correct(): i32 {
  return correctCount;
}

@inline
function operation(plan: Plan, i: i32): Operation {
  return changetype<Operation>(plan.operations + <usize>i * OPERATION_SIZE);
}

/** Copies weights into the order in which the kernels read them. */
function packWeights(plan: Plan): void {
  for (let i = 0; i < plan.operationCount; i++) {
    const op = operation(plan, i);
    if (op.kind == DENSE) packDense(op);
    else if (op.kind == CONVOLUTION) packConvolution(op);
    else if (op.kind == POOLED_CONVOLUTION) packPooledConvolution(op);
  }
}

/**
 * Probabilities of `count` images from number `first` on; leaves behind what `backward` needs.
 *
 * @param divisor what the batch's gradients are divided by; 0 when not training
 */
function forward(plan: Plan, first: i32, count: i32, divisor: f64): void {
  const training = divisor > 0;
  readPictures(
    plan.pixels + <usize>(first * plan.height * plan.width), plan.pictures, count,
    plan.height, plan.width, plan.usedHeight, plan.usedWidth,
  );
  for (let i = 0; i < plan.operationCount; i++) {
    const op = operation(plan, i);
    if (op.kind == DENSE) forwardDense(op, count);
    else if (op.kind == POOLED_CONVOLUTION) forwardPooledConvolution(op, count);
    else if (op.kind == CONVOLUTION) forwardConvolution(op, count);
    else if (op.kind == POOLING) forwardPooling(op, count);
    else if (op.kind == BATCH_NORMALIZATION) forwardNormalization(op, count, training, divisor);
    else if (op.kind == DROPOUT) {
      if (training) drop(op, op.input, op.output, count, plan.seed, plan.step, plan.first + first);
      else memory.copy(op.output, op.input, <usize>(count * op.inputHeight * op.inputWidth * op.channels) << 2);
    }
  }
  const last = operation(plan, plan.operationCount - 1);
  softmax(last.output, probabilitiesOf(plan, first), count, plan.classes);
}

@inline
function probabilitiesOf(plan: Plan, image: i32): usize {
  return plan.probabilities + (<usize>(image * plan.classes) << 2);
}

/** Adds to the loss and the count of correct images. */
function score(plan: Plan, first: i32, count: i32): void {
  for (let i = first; i < first + count; i++) {
    const row = probabilitiesOf(plan, i);
    const label = <i32>load<u8>(plan.labels + <usize>i);
    summedLoss += crossEntropy(load<f32>(row + <usize>(label << 2)));
    correctCount += isCorrect(row, label, plan.classes);
  }
}

/** Adds the gradients of the images that just went forward; if `fresh`, dense kernels' begin with them. */
function backward(plan: Plan, first: i32, count: i32, scale: f32, fresh: bool): void {
  const last = operation(plan, plan.operationCount - 1);
  logitGradient(
    probabilitiesOf(plan, first), plan.labels + <usize>first, last.outputGradient, count, plan.classes, scale,
  );
  for (let i = plan.operationCount - 1; i >= 0; i--) {
    const op = operation(plan, i);
    if (op.kind == DENSE) backwardDense(op, count, fresh, plan.zeros);
    else if (op.kind == POOLED_CONVOLUTION) backwardPooledConvolution(op, count);
    else if (op.kind == CONVOLUTION) backwardConvolution(op, count, plan.zeros);
    else if (op.kind == BATCH_NORMALIZATION) backwardNormalization(op, count);
    else if (op.inputGradient) {
      if (op.kind == POOLING) backwardPooling(op, count);
      else drop(op, op.outputGradient, op.inputGradient, count, plan.seed, plan.step, plan.first + first);
    }
  }
}

/** All but those of dense kernels, most of all, which the first group of images overwrites. */
function clearGradients(plan: Plan): void {
  for (let i = 0; i < plan.operationCount; i++) {
    const op = operation(plan, i);
    if (op.kind == POOLING || op.kind == DROPOUT) continue;
    memory.fill(op.biasGradient, 0, <usize>op.filters << 2);
    if (op.kind == BATCH_NORMALIZATION) {
      memory.fill(op.kernelGradient, 0, <usize>op.filters << 2);
      memory.fill(op.meanGradient, 0, <usize>op.filters << 2);
      memory.fill(op.varianceGradient, 0, <usize>op.filters << 2);
    } else if (op.kind != DENSE) {
      memory.fill(op.kernelGradient, 0, <usize>(op.kernelHeight * op.kernelWidth * op.channels * op.filters) << 2);
    }
  }
}

/** Size of the groups in which `count` images are processed: as equal as they can be, of whole tiles of four. */
function groupSize(plan: Plan, count: i32): i32 {
  const groups = (count + plan.group - 1) / plan.group;
  const size = (count + groups - 1) / groups;
  return min((size + 3) & ~3, plan.group);
}

/**
 * Gradients of the first `count` images, summed and divided by `divisor`: the batch size, or that of the whole batch
 * when several threads compute parts of it whose gradients are added. With `more` they add to those of the last call.
 */
export function computeGradients(planAt: usize, count: i32, divisor: f64, more: bool): void {
  const plan = changetype<Plan>(planAt);
  summedLoss = 0;
  correctCount = 0;
  if (!more) clearGradients(plan);
  packWeights(plan);
  for (let i = 0; i < plan.operationCount; i++) {
    const op = operation(plan, i);
    if (op.kind == POOLED_CONVOLUTION) clearPooledConvolution(op);
  }
  const group = groupSize(plan, count);
  for (let first = 0; first < count; first += group) {
    const size = min(count - first, group);
    forward(plan, first, size, divisor);
    score(plan, first, size);
    backward(plan, first, size, <f32>(1 / divisor), !more && first == 0);
  }
  for (let i = 0; i < plan.operationCount; i++) {
    const op = operation(plan, i);
    if (op.kind == POOLED_CONVOLUTION) unpackPooledConvolution(op);
  }
}

/** Probabilities of the first `count` images. */
export function predict(planAt: usize, count: i32): void {
  const plan = changetype<Plan>(planAt);
  packWeights(plan);
  const group = groupSize(plan, count);
  for (let first = 0; first < count; first += group) forward(plan, first, min(count - first, group), 0);
}

/** Like `predict`, and scores against the labels: then `loss` and `correct` answer. */
export function evaluate(planAt: usize, count: i32): void {
  predict(planAt, count);
  summedLoss = 0;
  correctCount = 0;
  score(changetype<Plan>(planAt), 0, count);
}
