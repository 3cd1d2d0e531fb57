/** The page's side of faulty-worker.ts, and what else a test does to a page's workers. */
import type { MnistTrainer } from '../../src/index.js';

/** What can happen to a worker from the inside. */
export type Fault =
  | 'throw'
  | 'out of memory'
  | 'take all memory'
  | 'give memory back'
  | 'hang'
  | 'hang with threads'
  | 'busy for 3 s'
  | 'clock jumps'
  | 'end threads'
  | 'lose GPU';

let workers = 0;

/** A worker of its own, and the way to break it. */
export function faultyWorker(options: Record<string, string | number> = {}): {
  src: string;
  provoke: (fault: Fault) => void;
} {
  workers += 1;
  const channel = `faults-${performance.now()}-${workers}`;
  const query = new URLSearchParams({ channel, ...options });
  return {
    src: `/test/support/faulty-worker.ts?${query.toString()}`,
    provoke: (fault) => new BroadcastChannel(channel).postMessage(fault),
  };
}

/** Ends every worker that the page starts from now on when it is told to, as another script on the page could. */
export function endableWorkers(): { endAll: () => void; restore: () => void } {
  const { Worker: RealWorker } = window;
  const started: Worker[] = [];
  window.Worker = class extends RealWorker {
    constructor(...parameters: ConstructorParameters<typeof Worker>) {
      super(...parameters);
      started.push(this);
    }
  };
  return {
    endAll: () => {
      for (const worker of started.splice(0)) worker.terminate();
    },
    restore: () => {
      window.Worker = RealWorker;
    },
  };
}

/** All that a trainer tells of a training, in a form that is easy to compare. */
export function follow(trainer: MnistTrainer): {
  /** [epoch, batch] of every batch, in order. */
  readonly batches: [number, number][];
  /** Every finished epoch, in order. */
  readonly epochs: number[];
  readonly states: string[];
  readonly recoveries: { epoch: number | null; batch: number | null; code: string }[];
  readonly errors: string[];
} {
  const told = { batches: [], epochs: [], states: [], recoveries: [], errors: [] } as ReturnType<typeof follow>;
  trainer.addEventListener('mnist-batch-end', ({ detail: { epoch, points } }) => {
    for (const { batch } of points) told.batches.push([epoch, batch]);
  });
  trainer.addEventListener('mnist-epoch-end', ({ detail }) => told.epochs.push(detail.epoch));
  trainer.addEventListener('mnist-state-change', ({ detail }) => told.states.push(detail.state));
  trainer.addEventListener('mnist-recovery', ({ detail: { epoch, batch, cause } }) =>
    told.recoveries.push({ epoch, batch, code: cause.code }),
  );
  trainer.addEventListener('mnist-error', ({ detail }) => told.errors.push(detail.code));
  return told;
}

/** The network's parameters, byte by byte. */
export async function weightsOf(trainer: MnistTrainer): Promise<Uint8Array> {
  const [, bin] = await trainer.exportModel();
  return new Uint8Array(await bin!.arrayBuffer());
}

/** [epoch, batch] of every batch of a training. */
export function everyBatch(epochs: number, batches: number): [number, number][] {
  return Array.from({ length: epochs * batches }, (_, i) => [1 + Math.floor(i / batches), i % batches]);
}
