/** Networks as strangers publish them: trained on other pixels, with other inputs, and not written by this library. */
import type { Network } from '../../src/network/network.js';
import { initialParameters } from '../../src/network/initialise.js';
import { readModelFiles, writeModelFiles } from '../../src/storage/keras/model-files.js';
import { PIXEL_RANGES } from '../../src/storage/keras/pixel-range.js';
import { withScaling, type TrainedNetwork } from '../../src/storage/keras/scaling.js';
import type { PixelRangeName } from '../../src/shared/types.js';
import { Random } from '../../src/base/random.js';

interface Topology {
  class_name: string;
  config: { input_layers?: unknown; layers: { class_name: string; config: Record<string, unknown> }[] };
}

interface ModelJson {
  generatedBy: string;
  modelTopology: Topology;
  userDefinedMetadata?: unknown;
}

/** The network that comes with the script. */
export async function shipped(): Promise<TrainedNetwork> {
  const files = ['model.json', 'weights.bin'].map(async (name) => {
    const response = await fetch(`/dist/model/${name}`);
    return new File([await response.blob()], name);
  });
  return readModelFiles(await Promise.all(files));
}

/** One that has learned nothing. */
export function untrained(network: Network): TrainedNetwork {
  return { network, parameters: initialParameters(network, new Random(1)) };
}

/** The same network for pixels of a range, as if it had been trained on these. */
export function trainedOn(trained: TrainedNetwork, name: PixelRangeName): TrainedNetwork {
  const { scale, offset } = PIXEL_RANGES.find((range) => range.name === name)!;
  return withScaling(trained, { scale: 1 / scale, offset: -offset / scale });
}

/** Its files, as TensorFlow.js writes them. */
export async function filesOf(
  trained: TrainedNetwork,
  change: (topology: Topology, json: ModelJson) => void = () => undefined,
): Promise<[json: File, weights: File]> {
  const [file, weights] = writeModelFiles(trained, {}) as [File, File];
  const json = JSON.parse(await file.text()) as ModelJson;
  json.generatedBy = 'TensorFlow.js tfjs-layers v4.22.0';
  delete json.userDefinedMetadata;
  change(json.modelTopology, json);
  return [new File([JSON.stringify(json)], 'model.json'), weights];
}

/** Lets the first layer take pictures of another shape with as many pixels. */
export function withInput(shape: readonly number[]): (topology: Topology) => void {
  return ({ config }) => (config.layers[0]!.config['batch_input_shape'] = [null, ...shape]);
}
