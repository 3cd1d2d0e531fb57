/** The page's side of a peer: starts its worker and passes on what the measurement asks. */

let worker;

function answer() {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ('error' in data ? reject(new Error(data.error)) : resolve(data.result));
    worker.onerror = (event) => reject(new Error(event.message ?? 'The worker could not be started.'));
  });
}

/** @param {string} script URL of a worker that calls `servePeer` @param {object} options passed to the peer */
globalThis.preparePeer = async (script, options) => {
  worker = new Worker(script, { type: 'module' });
  await answer();
  worker.postMessage({ prepare: options });
  await answer();
};

/** @param {number} seconds @returns {Promise<{images: number, seconds: number, loss: number}>} */
globalThis.measurePeer = (seconds) => {
  worker.postMessage({ measure: seconds });
  return answer();
};
