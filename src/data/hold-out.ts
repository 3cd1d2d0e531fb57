/** Holds training images out of the training: the validation set, which the learning is watched by. */
import { MnistError } from '../shared/errors.js';
import { partOf, type Dataset } from './dataset.js';

/** One of so many training images is held out unless somebody says how many: 5,000 of MNIST's 60,000. */
const ONE_OF = 12;

/**
 * Splits the training images in use: the last ones are held out, the others are trained on. Nothing is copied.
 *
 * @param size how many, from 0; undefined: a twelfth of them, rounded down
 * @throws MnistError `invalid-attribute` when nothing would be left to train on
 */
export function holdOut(dataset: Dataset, size: number | undefined): Dataset {
  const { count } = dataset.train;
  const held = size ?? Math.floor(count / ONE_OF);
  if (held >= count) {
    const given = `validation-size="${held}"`;
    throw new MnistError(
      'invalid-attribute',
      `${given} leaves nothing to train on: ${count} training images are in use. Set it to at most ${count - 1}, ` +
        'or to 0 to hold none out.',
      undefined,
      given,
    );
  }
  const validation = held === 0 ? undefined : partOf(dataset.train, count - held, count);
  return { ...dataset, train: partOf(dataset.train, 0, count - held), validation };
}
