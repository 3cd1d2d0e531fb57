/** Which training images are held out to validate by. */
import { expect } from 'chai';
import { MnistError } from '../../src/shared/errors.js';
import { factsOf, pixelsOf, type Dataset } from '../../src/data/dataset.js';
import { holdOut } from '../../src/data/hold-out.js';

/** Training images whose pixels are their number, and whose labels are its last digit. */
function datasetOf(count: number): Dataset {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const train = {
    count,
    pixels: Uint8Array.from(numbers.flatMap((i) => [i, i, i, i])),
    labels: Uint8Array.from(numbers.map((i) => i % 10)),
  };
  const test = { count: 1, pixels: new Uint8Array(4), labels: new Uint8Array(1) };
  return { height: 2, width: 2, train, test, classes: 10, labels: [], notes: [] };
}

const countsOf = (count: number, size: number | undefined): number[] => {
  const { train, validation } = holdOut(datasetOf(count), size);
  return [train.count, validation?.count ?? 0];
};

describe('Held-out images', () => {
  it('are the last of the training images in use, with their labels', () => {
    const { train, validation } = holdOut(datasetOf(30), 7);
    expect([...train.labels]).to.deep.equal(Array.from({ length: 23 }, (_, i) => i % 10));
    expect([...validation!.labels]).to.deep.equal([3, 4, 5, 6, 7, 8, 9]);
    expect([...pixelsOf(train, 22)]).to.deep.equal([22, 22, 22, 22]);
    for (let i = 0; i < 7; i++) expect([...pixelsOf(validation!, i)]).to.deep.equal(new Array(4).fill(23 + i));
  });

  it('are a twelfth, rounded down, unless somebody says how many', () => {
    expect(countsOf(240, undefined)).to.deep.equal([220, 20]);
    expect(countsOf(35, undefined)).to.deep.equal([33, 2]);
    expect(countsOf(11, undefined)).to.deep.equal([11, 0]);
    const { train, validation } = holdOut(
      {
        ...datasetOf(1),
        train: { count: 60_000, pixels: new Uint8Array(60_000), labels: new Uint8Array(60_000) },
      },
      undefined,
    );
    expect([train.count, validation?.count]).to.deep.equal([55_000, 5000]);
  });

  it('may be none', () => {
    const dataset = datasetOf(24);
    const { train, validation } = holdOut(dataset, 0);
    expect(train).to.deep.equal(dataset.train);
    expect(validation).to.be.undefined;
  });

  it('may be all but one, and no more', () => {
    expect(countsOf(24, 23)).to.deep.equal([1, 23]);
    for (const size of [24, 25]) {
      expect(() => holdOut(datasetOf(24), size))
        .to.throw(MnistError, `validation-size="${size}" leaves nothing to train on: 24 training images are in use`)
        .with.property('code', 'invalid-attribute');
    }
  });

  it('share the memory of the others, and leave the data as they were', () => {
    const dataset = datasetOf(24);
    const { train, validation, test } = holdOut(dataset, 4);
    expect(validation!.pixels.buffer).to.equal(dataset.train.pixels.buffer);
    expect(train.pixels.buffer).to.equal(dataset.train.pixels.buffer);
    expect(test).to.equal(dataset.test);
    expect(dataset.train.count).to.equal(24);
  });

  it('are counted for the page, apart from those that are trained on', () => {
    expect(factsOf(holdOut(datasetOf(24), 4))).to.deep.include({ train: 20, validation: 4, test: 1 });
    expect(factsOf(holdOut(datasetOf(24), 0))).to.deep.include({ train: 24, validation: 0, test: 1 });
  });
});
