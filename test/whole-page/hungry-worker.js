/** The built worker, which eats memory when it is told to over the broadcast channel `hunger`. */
const eaten = [];

new BroadcastChannel('hunger').onmessage = () => {
  for (;;) eaten.push(Array.from({ length: 1000 }, (_, i) => ({ i })));
};

await import('/dist/worker.js');
