/**
 * The built worker, with a switch from outside that breaks it: `faulty-worker.ts?channel=x` hears the names of faults
 * on the broadcast channel x; with `&begin=hang` it has that fault from the start; with `&lifetime=300` it throws by
 * itself that many milliseconds after its start; with `&gpu-only` it seems to have a graphics card, but no SIMD.
 */
import { standStill } from './stand-still.js';
import type { Fault } from './worker-faults.js';

interface GpuDevice {
  destroy(): void;
}

const query = new URL(location.href).searchParams;
const blocks: ArrayBuffer[] = [];
const threads: Worker[] = [];
let hangsWithThreads = false;
const contexts: WebGL2RenderingContext[] = [];
const devices: GpuDevice[] = [];

// What the worker makes is remembered, so that it can be taken away.
const { Worker: RealWorker } = globalThis;
globalThis.Worker = class extends RealWorker {
  constructor(...parameters: ConstructorParameters<typeof Worker>) {
    if (hangsWithThreads) faults.hang();
    super(...parameters);
    threads.push(this);
  }
};
/** Changes what a method gives. */
function onResult(prototype: object | undefined, name: string, change: (result: unknown) => unknown): void {
  if (prototype === undefined) return;
  const methods = prototype as Record<string, (...parameters: unknown[]) => unknown>;
  const real = methods[name]!;
  methods[name] = function (this: unknown, ...parameters) {
    return change(real.apply(this, parameters));
  };
}

onResult(OffscreenCanvas.prototype, 'getContext', (context) => {
  if (context instanceof WebGL2RenderingContext) contexts.push(context);
  return context;
});
const { GPUAdapter } = globalThis as unknown as { GPUAdapter?: { prototype: object } };
onResult(GPUAdapter?.prototype, 'requestDevice', async (device) => {
  devices.push((await device) as GpuDevice);
  return device;
});
if (query.has('gpu-only')) {
  // So that `auto` takes the software renderer for a graphics card, and has no engine of ours to prefer.
  WebAssembly.validate = () => false;
  onResult(WebGL2RenderingContext.prototype, 'getParameter', (value) =>
    typeof value === 'string' ? value.replace(/swiftshader|llvmpipe|software/gi, 'Graphics') : value,
  );
}

const faults: Record<Fault, () => void> = {
  throw: () => {
    throw new Error('broken on purpose');
  },
  'out of memory': () => {
    blocks.push(new ArrayBuffer(2 ** 52));
  },
  'take all memory': () => {
    // The browser reserves addresses, and memory only for what is written.
    for (let size = 2 ** 30; size >= 2 ** 16; size /= 2) {
      try {
        for (;;) blocks.push(new ArrayBuffer(size));
      } catch {
        // The next are smaller.
      }
    }
  },
  'give memory back': () => {
    blocks.length = 0;
  },
  'clock jumps': () => {
    const [now, date] = [performance.now.bind(performance), Date.now];
    performance.now = () => now() + 3_600_000;
    Date.now = () => date() - 86_400_000;
  },
  hang: () => {
    standStill();
  },
  'hang with threads': () => {
    hangsWithThreads = true;
  },
  'busy for 3 s': () => {
    standStill(3000);
  },
  'end threads': () => {
    for (const thread of threads) thread.terminate();
  },
  'lose GPU': () => {
    for (const context of contexts) context.getExtension('WEBGL_lose_context')?.loseContext();
    for (const device of devices) device.destroy();
  },
};
new BroadcastChannel(query.get('channel') ?? '').onmessage = ({ data }) => faults[data as Fault]();
if (query.has('begin')) faults[query.get('begin') as Fault]();

const WORKER: string = '/dist/worker.js';
await import(WORKER);
if (query.has('lifetime')) setTimeout(faults.throw, Number(query.get('lifetime')));
