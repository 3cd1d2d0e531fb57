/** Which values dropout keeps. */
import { expect } from 'chai';
import { dropoutThreshold } from '../../src/network/dropout.js';
import { dropoutKey, dropoutMask, mixBits } from '../../src/network/dropout-mask.js';

const PLACE = { seed: 1, step: 2, layer: 3, image: 4 };

describe('The mask of dropout', () => {
  it('is the same again, and another for another seed, batch, layer or image', () => {
    const mask = dropoutMask(0.5, 64, PLACE);
    expect(dropoutMask(0.5, 64, PLACE)).to.deep.equal(mask);
    for (const key of ['seed', 'step', 'layer', 'image'] as const) {
      expect(dropoutMask(0.5, 64, { ...PLACE, [key]: 9 })).to.not.deep.equal(mask);
    }
    // Numbers that change places do not meet again either.
    expect(dropoutMask(0.5, 64, { seed: 2, step: 1, layer: 3, image: 4 })).to.not.deep.equal(mask);
  });

  it('is what it has always been: engines compute the same bits', () => {
    expect(mixBits(1)).to.equal(1753845952);
    expect(dropoutKey(PLACE)).to.equal(2471157208);
    expect([...dropoutMask(0.25, 16, PLACE)].map((value) => (value > 0 ? '1' : '0')).join('')).to.equal(
      '0111110111011101',
    );
  });

  it('drops the share that it should, in every layer, image and position alike', () => {
    const size = 50;
    const images = 2000;
    for (const rate of [0.1, 0.25, 0.5, 0.9]) {
      const kept = new Float64Array(size);
      for (let image = 0; image < images; image++) {
        dropoutMask(rate, size, { seed: 7, step: image >> 6, layer: 2, image: image & 63 }).forEach((value, i) => {
          kept[i]! += value > 0 ? 1 : 0;
        });
      }
      const sigma = Math.sqrt(rate * (1 - rate) * images);
      for (const count of kept) expect(Math.abs(count - (1 - rate) * images)).to.be.below(4.5 * sigma);
      const sum = kept.reduce((total, count) => total + count, 0);
      expect(Math.abs(sum - (1 - rate) * images * size)).to.be.below(4 * sigma * Math.sqrt(size));
    }
  });

  it('does not repeat itself from one value, image or batch to the next', () => {
    const size = 4000;
    const mask = dropoutMask(0.5, size, PLACE);
    const agreement = (other: Float64Array, shift: number) =>
      mask.reduce((sum, value, i) => sum + (value === other[(i + shift) % size] ? 1 : 0), 0) / size;
    for (let shift = 1; shift < 40; shift++) expect(agreement(mask, shift)).to.be.within(0.46, 0.54);
    expect(agreement(dropoutMask(0.5, size, { ...PLACE, image: 5 }), 0)).to.be.within(0.46, 0.54);
    expect(agreement(dropoutMask(0.5, size, { ...PLACE, step: 3 }), 0)).to.be.within(0.46, 0.54);
  });

  it('keeps everything at rate 0, scales what it keeps, and has a threshold of 32 bits up to the highest rate', () => {
    expect([...new Set(dropoutMask(0, 1000, PLACE))]).to.deep.equal([1]);
    expect([...new Set(dropoutMask(0.75, 1000, PLACE))].sort()).to.deep.equal([0, 4]);
    expect(dropoutThreshold(1 - 2 ** -53)).to.equal(0xffff_ffff);
  });
});
