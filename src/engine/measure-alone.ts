/** Lets one engine be measured at a time, of all trainers and tabs: those that are measured together measure each other. */

/** Of the browser's lock manager, which all tabs of an origin share. */
const LOCK = 'mnist-elements: speed';
/** A measurement takes a second at most; who holds the lock for longer, in milliseconds, hangs. */
const LOCK_TIMEOUT = 5000;

let last: Promise<unknown> = Promise.resolve();
let trainings = 0;

/** Whether a training takes time from whatever is measured now. */
export function isTrainingUnderWay(): boolean {
  return trainings > 0;
}

/** Runs a training, which others should know of that measure. */
export async function whileTraining<T>(train: () => Promise<T>): Promise<T> {
  trainings += 1;
  try {
    return await train();
  } finally {
    trainings -= 1;
  }
}

/** Measures when nobody else does; without locks, as on pages that are not secure, nobody else in this worker. */
export async function measureAlone<T>(measure: () => Promise<T>): Promise<T> {
  let hasBegun = false;
  const begin = (): Promise<T> => {
    hasBegun = true;
    return measure();
  };
  const inTurn = last.then(async () => {
    try {
      return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(LOCK_TIMEOUT) }, begin);
    } catch (error) {
      if (hasBegun) throw error;
      return begin();
    }
  });
  last = inTurn.catch(() => undefined);
  return inTurn;
}
