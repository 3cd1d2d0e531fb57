/** Saves one network after the other, each filled with one number, until somebody ends it. */
import { saveModel } from '../../src/storage/model-store.js';
import { filledModel } from './filled-model.js';

onmessage = async ({ data: key }: MessageEvent<string>) => {
  for (let i = 1; ; i++) {
    await saveModel(key, filledModel(i));
    postMessage(i);
  }
};
