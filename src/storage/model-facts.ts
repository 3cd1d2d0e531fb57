/** What a model file says about its network beside the weights, as far as it makes sense. */
import type { Calibration } from '../shared/prediction.js';
import type { ModelFacts } from '../messages/worker-api.js';
import { isArray, isRecord } from '../shared/json.js';
import type { ReadModel } from './keras/model-files.js';

/** Metadata that make no sense count as missing: the network itself is as good without them. */
export function readModelFacts({ network, metadata }: Pick<ReadModel, 'network' | 'metadata'>): ModelFacts {
  const labels = readClassNames(metadata['labels'], network.classes);
  return { network, labels, calibration: readCalibration(metadata['calibration']) };
}

/** Names of some classes, or undefined for what can be none. */
export function readClassNames(labels: unknown, classes: number): readonly string[] | undefined {
  if (!isArray(labels) || labels.length < 2 || labels.length > classes) return undefined;
  return labels.every((label) => typeof label === 'string') ? labels : undefined;
}

/** A calibration, or undefined for what can be none. */
export function readCalibration(calibration: unknown): Calibration | undefined {
  if (!isRecord(calibration)) return undefined;
  const { temperature, threshold } = calibration;
  if (typeof temperature !== 'number' || !(temperature > 0) || !Number.isFinite(temperature)) return undefined;
  if (typeof threshold !== 'number' || !(threshold >= 0 && threshold <= 1)) return undefined;
  return { temperature, threshold };
}
