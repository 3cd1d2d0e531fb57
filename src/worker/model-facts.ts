/** What a model file says about its network beside the weights, as far as it makes sense. */
import { CLASS_COUNT } from '../shared/model.js';
import type { Calibration } from '../shared/prediction.js';
import type { ModelFacts } from '../shared/worker-api.js';
import { isArray, isRecord } from '../shared/json.js';
import type { ModelFileContent } from './model-file.js';

/** Metadata that make no sense count as missing: the network itself is as good without them. */
export function readModelFacts({ model, metadata }: Pick<ModelFileContent, 'model' | 'metadata'>): ModelFacts {
  return { model, labels: readLabels(metadata['labels']), calibration: readCalibration(metadata['calibration']) };
}

function readLabels(labels: unknown): readonly string[] | undefined {
  if (!isArray(labels) || labels.length < 2 || labels.length > CLASS_COUNT) return undefined;
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
