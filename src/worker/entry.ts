/** The worker's entry point: exposes a factory of sessions over Comlink and says that it is ready. */
import { expose, proxy } from 'comlink';
import '../shared/comlink-errors.js';
import { WORKER_READY, type WorkerApi } from '../messages/worker-api.js';
import { setMovedFiles } from '../base/moved-files.js';
import { DatasetStore } from '../data/dataset-store.js';
import { WorkerSession } from './session.js';

const datasets = new DatasetStore();

const api: WorkerApi = {
  openSession: (report, moved) => {
    setMovedFiles(moved);
    return proxy(new WorkerSession(datasets, report));
  },
  ping: () => undefined,
};

expose(api);
postMessage(WORKER_READY);
