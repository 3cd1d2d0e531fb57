/** What the commands do that take networks in and out. No training needs it, so it is loaded with the first of them. */
import { loadPart } from '../base/load-part.js';
import { freshOptimizer } from '../engine/initial-network.js';
import type { NetworkState } from '../engine/engine.js';
import type { Settings } from '../messages/settings.js';
import type { ModelFacts } from '../messages/worker-api.js';
import { areSameLayers } from '../network/compare.js';
import type { ExportFormat, ModelImport } from '../shared/types.js';
import { readModelFacts } from '../storage/model-facts.js';
import type { ImportedNetwork } from '../storage/model-import.js';
import { requireWanted, restoreModel, saveModel } from '../storage/model-store.js';
import type { Workspace } from './workspace.js';

/** Where a network that anybody may have made is tried on pictures, and until when. */
interface Trial {
  readonly settings: Settings;
  /** Absolute URL of a folder whose pictures serve where there are none of `src`. */
  readonly pictures: string;
  readonly signal: AbortSignal;
}

/** Keeps the network in IndexedDB, with all that belongs to it. */
export async function save(
  workspace: Workspace,
  network: NetworkState,
  labels: readonly string[] | undefined,
  key: string,
): Promise<void> {
  const { history, facts } = workspace;
  await saveModel(key, { network, history, ...facts, labels: workspace.labelsFor(labels) });
}

/** Takes over what was kept under the key, if it is what the settings ask for. */
export async function restore(workspace: Workspace, settings: Settings, key: string): Promise<void> {
  const { network, history, ...facts } = await restoreModel(key);
  const isInPlace = facts.standsFor !== undefined && areSameLayers(facts.standsFor, settings.layers);
  if (!isInPlace) requireWanted(settings, network.network, key);
  await workspace.adopt(settings, network, history, facts);
}

/** The network as files that others read. */
export async function exportModel(
  workspace: Workspace,
  network: NetworkState,
  format: ExportFormat,
  labels: readonly string[],
): Promise<File[]> {
  if (format === 'tfjs') {
    const { writeModelFiles } = await loadPart(import('../storage/keras/model-files.js'));
    return writeModelFiles(network, { labels, calibration: workspace.facts.calibration });
  }
  const { toForeignFiles } = await loadPart(import('../storage/foreign-files.js'));
  return toForeignFiles(format, network, labels);
}

/** Takes over the network of files that somebody chose; it stands for what `model` asks for now. */
export async function importModel(workspace: Workspace, files: readonly File[], trial: Trial): Promise<ModelImport> {
  const { settings } = trial;
  const imported = await readForeign(workspace, files, trial);
  await workspace.adopt(settings, imported.network, [], { ...imported.facts, standsFor: settings.layers });
  return imported.detail;
}

/** Takes over the network of a folder, whatever it is. */
export async function loadModel(workspace: Workspace, folder: string, trial: Trial): Promise<ModelFacts> {
  const { downloadModel } = await loadPart(import('../storage/model-folder.js'));
  const { readModelFiles } = await loadPart(import('../storage/keras/model-files.js'));
  const files = await downloadModel(folder, trial.signal);
  const content = await readModelFiles(files);
  const { labels, calibration } = readModelFacts(content);
  // Our own need no pictures to be tried on, nor the part of the script that does it.
  const network = content.isOwn
    ? freshOptimizer(content.network, content.parameters)
    : (await readForeign(workspace, files, trial)).network;
  await workspace.adopt(trial.settings, network, [], { calibration });
  return { network: network.network, labels, calibration };
}

/** A network that may come from anybody, for the pixels that it expects: those are found out on pictures. */
async function readForeign(
  { dataset }: Workspace,
  files: readonly File[],
  { settings: { src, transpose }, pictures, signal }: Trial,
): Promise<ImportedNetwork> {
  const { importNetwork } = await loadPart(import('../storage/model-import.js'));
  const folders = [{ src, transpose }, ...(pictures === src ? [] : [{ src: pictures }])];
  return importNetwork(files, { dataset, folders, signal });
}
