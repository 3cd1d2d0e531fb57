/** Datasets that are not MNIST: other names, other sizes, other classes, pictures on their side. */
import { expect } from '@open-wc/testing';
import type { MnistError } from '../../src/shared/errors.js';
import type { Dataset } from '../../src/data/dataset.js';
import { faultFolder, rejection, requestsTo } from '../support/faults.js';
import { imageFile } from '../support/idx-files.mjs';
import { waitUntil } from '../support/wait-until.js';
import { load } from './loading.js';

const counts = ({ train, test }: Dataset): number[] => [train.count, test.count];

async function asked(src: string): Promise<string[]> {
  return (await requestsTo(src)).filter(({ method }) => method === 'GET').map(({ file }) => file);
}

/** Pictures with rows and columns exchanged, as plainly as possible. */
function exchanged(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const result = new Uint8Array(pixels.length);
  pixels.forEach((value, i) => {
    const [picture, place] = [Math.floor(i / (width * height)), i % (width * height)];
    const [x, y] = [place % width, Math.floor(place / width)];
    result[picture * width * height + x * height + y] = value;
  });
  return result;
}

describe('loadDataset with other datasets', () => {
  beforeEach(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });

  describe('names', () => {
    // How many requests it takes: four are for the files.
    const spellings: [kind: string, beginning: string, requests: number][] = [
      ['dotted', '', 7],
      ['dotted-gz', '', 6],
      ['test-for-t10k', '', 8],
      ['rows', '', 6],
      ['qmnist-', 'qmnist-', 6],
      ['emnist-letters-', 'emnist-letters-', 4],
      ['prefixed-mnist_', 'mnist_', 7],
    ];
    for (const [kind, beginning, requests] of spellings) {
      it(`finds the files of "${kind}" with ${requests} requests`, async () => {
        const folder = faultFolder(kind);
        const dataset = await load(folder + beginning);
        expect(counts(dataset)).to.deep.equal([50, 20]);
        expect(await asked(folder)).to.have.lengthOf.at.most(requests);
      });

      it(`downloads nothing of "${kind}" on a second visit`, async () => {
        const folder = faultFolder(kind);
        await load(folder + beginning);
        const stored = async (): Promise<number> =>
          (await (await caches.open('mnist-elements-data-1')).keys()).filter(({ url }) => url.startsWith(folder))
            .length;
        await waitUntil(async () => (await stored()) === 4, 'four files are stored');
        const before = await asked(folder);
        expect(counts(await load(folder + beginning))).to.deep.equal([50, 20]);
        expect(await asked(folder)).to.deep.equal(before);
      });
    }

    it('asks for nothing but the four files where they have MNIST’s names', async () => {
      const folder = faultFolder('good');
      await load(folder);
      expect(await asked(folder)).to.have.members([
        'train-images-idx3-ubyte.gz',
        't10k-images-idx3-ubyte.gz',
        'train-labels-idx1-ubyte.gz',
        't10k-labels-idx1-ubyte.gz',
      ]);
    });

    it('gives up after four names, tells them, and how names with a beginning of their own are found', async () => {
      const folder = faultFolder('missing');
      const { code, message } = (await rejection(load(folder))) as MnistError;
      expect(code).to.equal('data-not-found');
      expect(await asked(folder)).to.have.lengthOf(4);
      for (const name of await asked(folder)) expect(message).to.contain(name);
      expect(message).to.contain('A `src` that ends in a hyphen');
    });

    it('tells the beginning with the names', async () => {
      const folder = faultFolder('missing');
      const { message } = (await rejection(load(`${folder}emnist-digits-`))) as MnistError;
      expect(message).to.contain(`${folder}emnist-digits-train-images-idx3-ubyte.gz was not found (404)`);
      expect(await asked(folder)).to.have.lengthOf(4);
    });
  });

  describe('sizes', () => {
    for (const [width, height] of [
      [8, 8],
      [13, 9],
      [64, 64],
    ] as const) {
      it(`knows pictures of ${width}×${height} pixels`, async () => {
        const dataset = await load(faultFolder(`size-${width}x${height}`));
        expect([dataset.width, dataset.height]).to.deep.equal([width, height]);
        expect(dataset.train.pixels).to.deep.equal(imageFile(50, { width, height }).subarray(16));
      });
    }

    for (const kind of ['size-7x7', 'size-65x65', 'size-13x7']) {
      it(`refuses "${kind}"`, async () => {
        const { code, message } = (await rejection(load(faultFolder(kind)))) as MnistError;
        expect(code).to.equal('data-dimensions');
        expect(message).to.contain(kind.slice('size-'.length).replace('x', '×'));
      });
    }

    it('refuses files of different sizes, and says which', async () => {
      const { code, message } = (await rejection(load(faultFolder('wide-and-high')))) as MnistError;
      expect(code).to.equal('data-dimensions');
      expect(message).to.contain('13×9 pixels for training, but 9×13 for the test');
    });
  });

  describe('classes', () => {
    const classes: [kind: string, count: number, first: string][] = [
      ['good', 10, '0'],
      ['three-classes', 3, '0'],
      ['one-class', 2, '0'],
      ['many-classes', 40, '0'],
      ['from-1', 5, '1'],
    ];
    for (const [kind, count, first] of classes) {
      it(`are counted in "${kind}", also where few examples are used, and called as in the files`, async () => {
        const dataset = await load(faultFolder(kind), { trainSize: 1, testSize: 1 });
        expect(dataset.classes).to.equal(count);
        expect(dataset.labels).to.have.lengthOf(count).and.to.include(first);
        expect([...dataset.train.labels]).to.deep.equal([0]);
      });
    }

    it('are shifted when they begin at 1, and that is told', async () => {
      const { train, notes } = await load(faultFolder('from-1'));
      expect([...train.labels.subarray(0, 6)]).to.deep.equal([0, 1, 2, 3, 4, 0]);
      expect(notes).to.deep.equal(['labels-from-1']);
    });

    it('are shifted where each has a name, and not where there is a name for 0, too', async () => {
      expect((await load(faultFolder('from-1'), { classCount: 5 })).train.labels[0]).to.equal(0);
      const { train, notes } = await load(faultFolder('from-1'), { classCount: 6 });
      expect(train.labels[0]).to.equal(1);
      expect(notes).to.be.empty;
    });

    it('are refused when there are fewer names, and both numbers are told', async () => {
      const { code, message } = (await rejection(load(faultFolder('many-classes'), { classCount: 26 }))) as MnistError;
      expect(code).to.equal('data-label-range');
      expect(message).to.contain('is 26; labels must be from 0 to 25').and.to.contain('names 26 classes, not 27');
    });
  });

  describe('EMNIST', () => {
    it('has its pictures put upright and its letters named, which is told', async () => {
      const dataset = await load(`${faultFolder('emnist-letters-')}emnist-letters-`);
      expect(dataset.train.pixels).to.deep.equal(exchanged(imageFile(50).subarray(16), 28, 28));
      expect(dataset.labels.join('')).to.equal('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
      expect([...dataset.train.labels.subarray(0, 3)]).to.deep.equal([0, 1, 2]);
      expect(dataset.notes).to.deep.equal(['labels-from-1', 'transposed']);
    });

    it('has width and height exchanged where they differ', async () => {
      const dataset = await load(`${faultFolder('emnist-wide-')}emnist-wide-`);
      expect([dataset.width, dataset.height]).to.deep.equal([9, 13]);
      const lying = imageFile(50, { width: 13, height: 9 }).subarray(16);
      expect(dataset.train.pixels).to.deep.equal(exchanged(lying, 13, 9));
    });

    it('is left as it lies when `transpose` is off, and others are turned when it is on', async () => {
      const src = `${faultFolder('emnist-letters-')}emnist-letters-`;
      expect((await load(src, { transpose: 'off' })).train.pixels).to.deep.equal(imageFile(50).subarray(16));
      const turned = await load(faultFolder('good'), { transpose: 'on' });
      expect(turned.train.pixels).to.deep.equal(exchanged(imageFile(50).subarray(16), 28, 28));
      expect(turned.notes).to.deep.equal(['transposed']);
    });
  });
});
