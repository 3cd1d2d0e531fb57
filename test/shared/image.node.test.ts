import { expect } from 'chai';
import { MnistError } from '../../src/shared/errors.js';
import { toImage as toImageOf, toLabelledImages, USUAL_SIZE } from '../../src/shared/image.js';

const toImage = (image: unknown): Uint8Array => toImageOf(image, USUAL_SIZE);

function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof MnistError) return error.code;
    throw error;
  }
  return undefined;
}

describe('images from pages', () => {
  it('are copied from any array of 784 bytes', () => {
    const image = new Uint8Array(784).fill(9);
    for (const given of [image, new Uint8ClampedArray(image), [...image]]) expect(toImage(given)).to.deep.equal(image);
    expect(toImage(image)).not.to.equal(image);
  });

  it('are refused when they are anything else', () => {
    const bad = [undefined, null, 'x'.repeat(784), [], new Uint8Array(783), new Array(784).fill(256)];
    for (const image of [...bad, new Array(784).fill(-1), new Array(784).fill(NaN), new Float32Array(784)]) {
      expect(codeOf(() => toImage(image))).to.equal('invalid-argument');
    }
  });
});

describe('images of another size', () => {
  it('have a byte for each of their pixels', () => {
    expect(toImageOf(new Uint8Array(117), { height: 9, width: 13 })).to.have.length(117);
    expect(codeOf(() => toImageOf(new Uint8Array(784), { height: 9, width: 13 }))).to.equal('invalid-argument');
  });
});

describe('corrections from pages', () => {
  const pixels = new Uint8Array(784);
  const network = { input: USUAL_SIZE, classes: 10 };

  it('are copied with all that they carry, also when they come from JSON', () => {
    const [copy] = toLabelledImages(
      [{ index: 3, pixels: [...pixels] as unknown as Uint8Array, strokes: 'kept' }],
      network,
    );
    expect(copy).to.deep.equal({ index: 3, pixels, strokes: 'kept' });
  });

  it('are refused without a class or an image', () => {
    for (const bad of [undefined, 5, [null], [{}], [{ index: 10, pixels }], [{ index: 1.5, pixels }], [{ index: 1 }]]) {
      expect(codeOf(() => toLabelledImages(bad as never, network))).to.equal('invalid-argument');
    }
  });

  it('are of the size and the classes of the network that is to learn them', () => {
    const letters = { input: { height: 9, width: 13 }, classes: 26 };
    const small = { index: 25, pixels: new Uint8Array(117) };
    expect(toLabelledImages([small], letters)).to.deep.equal([small]);
    for (const bad of [
      { ...small, index: 26 },
      { index: 1, pixels, width: 28, height: 28 },
    ]) {
      expect(codeOf(() => toLabelledImages([bad], letters))).to.equal('invalid-argument');
    }
  });

  it('may come before the network: of their own size, else of MNIST’s', () => {
    const own = { index: 25, pixels: new Uint8Array(117), width: 13, height: 9 };
    expect(toLabelledImages([own, { index: 3, pixels }], undefined)).to.deep.equal([own, { index: 3, pixels }]);
    for (const bad of [
      { ...own, width: 14 },
      { index: 256, pixels },
      { index: 1, pixels: new Uint8Array(117) },
    ]) {
      expect(codeOf(() => toLabelledImages([bad], undefined))).to.equal('invalid-argument');
    }
  });
});
