/** How the learning rate goes over a training, by name: what the attribute `schedule` chooses from. */
import type { ScheduleName } from '../shared/types.js';

/**
 * The learning rate of one step.
 *
 * @param step counts from 0, over the training; below `steps`
 * @param steps of the whole training
 * @param peak the highest rate: the attribute `learning-rate`
 * @returns above 0, at most `peak`
 */
export type Schedule = (step: number, steps: number, peak: number) => number;

/** Share of the steps in which the rate climbs. */
const WARM_UP = 0.2;
/** The rate of the first step, as a share of the peak. */
const START = 0.1;

/**
 * Linearly up from a tenth of the peak over the first fifth of the steps, then linearly down to 0.
 * After L. N. Smith, “A disciplined approach to neural network hyper-parameters”, 2018, https://arxiv.org/abs/1803.09820.
 */
export const oneCycle: Schedule = (step, steps, peak) => {
  const progress = step / steps;
  if (progress < WARM_UP) return peak * (START + (1 - START) * (progress / WARM_UP));
  return peak * ((1 - progress) / (1 - WARM_UP));
};

/** The same rate at every step: for comparison, and for trainings that people go through step by step. */
export const constant: Schedule = (_step, _steps, peak) => peak;

export const SCHEDULES = {
  'one-cycle': oneCycle,
  constant,
} as const satisfies Readonly<Record<ScheduleName, Schedule>>;

export type { ScheduleName } from '../shared/types.js';

/** In the order in which people are offered them. */
export const SCHEDULE_NAMES = Object.keys(SCHEDULES) as readonly ScheduleName[];

export const DEFAULT_SCHEDULE: ScheduleName = 'one-cycle';
