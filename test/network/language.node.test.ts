/** The language of layers: what parses, what is refused, and in which words. */
import { expect } from 'chai';
import fc from 'fast-check';
import { formatLayers } from '../../src/network/format.js';
import { helpOnLayers } from '../../src/network/help.js';
import type { Network } from '../../src/network/network.js';
import { parameterCountOf } from '../../src/network/parameters.js';
import { parseLayers, parseNetwork } from '../../src/network/parse.js';
import { PRESET_NAMES, presetOf, PRESETS } from '../../src/network/presets.js';
import { shapesOf } from '../../src/network/shapes.js';
import { MnistError } from '../../src/shared/errors.js';
import { arbitraryNetwork } from './arbitrary-network.js';
import cases from './layers.json' with { type: 'json' };

const DIGITS = { height: 28, width: 28 };

/** The message with which a text is refused. */
function refusal(text: string, input = DIGITS, classes = 10): string {
  try {
    parseNetwork(text, input, classes);
  } catch (error) {
    if (error instanceof MnistError && error.code === 'invalid-attribute') return error.message;
    throw error;
  }
  throw new Error(`"${text}" was not refused`);
}

describe('The language of layers', () => {
  for (const { text, height, width, classes, parameters, shapes } of cases.valid) {
    it(`reads "${text}" for ${height}×${width}`, () => {
      const network = parseNetwork(text, { height, width }, classes);
      expect(shapesOf(network)).to.deep.equal(shapes);
      expect(parameterCountOf(network)).to.equal(parameters);
      expect(parseLayers(formatLayers(network.layers))).to.deep.equal(network.layers);
    });
  }

  for (const { text, layer, says } of cases.invalid) {
    it(`refuses "${text}", naming layer ${layer}`, () => {
      expect(refusal(text))
        .to.match(new RegExp(`^layer ${layer}: .*[.?]$`))
        .and.contain(says);
    });
  }

  it('says what is missing of a layer, and what it has to be', () => {
    const [conv] = parseLayers('conv 7 3x5 tanh stride 2 same');
    expect(conv).to.deep.equal({
      type: 'conv',
      filters: 7,
      kernel: [3, 5],
      padding: 'same',
      stride: 2,
      activation: 'tanh',
    });
    expect(refusal('conv 8 stride')).to.equal('layer 1: `conv` lacks its stride, a whole number from 1 to 4.');
    expect(refusal('conv 3x3 8')).to.equal(
      'layer 1: the filters of `conv` must be a whole number from 1 to 512, not `3x3`.',
    );
    expect(refusal('pool, batchnorm 3')).to.equal('layer 2: `3` is more than `batchnorm` takes.');
  });

  it('pools side by side, whatever the kernel, unless a stride is said', () => {
    expect(parseLayers('pool, pool 2x3, pool 9x9, pool 9x9 stride 4')).to.deep.equal([
      { type: 'pool', kernel: [2, 2], operation: 'max', stride: [2, 2] },
      { type: 'pool', kernel: [2, 3], operation: 'max', stride: [2, 3] },
      { type: 'pool', kernel: [9, 9], operation: 'max', stride: [9, 9] },
      { type: 'pool', kernel: [9, 9], operation: 'max', stride: [4, 4] },
    ]);
  });

  it('suggests what was probably meant', () => {
    const meant = (text: string) => /did you mean `(.*)`\?$/.exec(refusal(text))?.[1];
    expect(meant('convolution 8')).to.equal('conv');
    expect(meant('conv2d 8')).to.equal('conv');
    expect(meant('batch-norm')).to.equal('batchnorm');
    expect(meant('drop 0.5')).to.equal('dropout');
    expect(meant('lenett')).to.equal('lenet');
    expect(meant('conv 8 leakyrelu')).to.equal('leaky-relu');
    expect(meant('conv 8 Strides 2')).to.equal('stride');
    expect(meant('lstm 5')).to.equal(undefined);
    expect(meant('conv 8 swish')).to.equal(undefined);
  });

  it('says that softmax and flatten are implied, wherever they stand', () => {
    expect(refusal('dense 10 softmax')).to.contain('implied').and.contain('over its classes');
    expect(refusal('conv 8, flatten, dense 5')).to.match(/^layer 2: .*implied/);
  });

  it('says so when the layer over the classes has too many parameters', () => {
    expect(refusal('conv 512 same', { height: 64, width: 64 })).to.equal(
      "the layer over the classes has 20,971,530 of the network's 20,976,650 parameters, and 20,000,000 are the most that fit.",
    );
  });

  it('refuses more layers than it allows, pictures of other sizes, and too few or too many classes', () => {
    expect(refusal('batchnorm,'.repeat(64) + 'batchnorm')).to.contain('at most 64 layers, not 65');
    expect(refusal('', { height: 7, width: 28 }))
      .to.contain('height')
      .and.contain('from 8 to 64');
    expect(refusal('', { height: 28, width: 28.5 }))
      .to.contain('width')
      .and.contain('28.5');
    expect(refusal('', DIGITS, 1))
      .to.contain('classes')
      .and.contain('from 2 to 256');
    expect(refusal('', DIGITS, 257)).to.contain('257');
  });

  it('knows the presets by name, written in their shortest form, and tells them again', () => {
    for (const name of PRESET_NAMES) {
      expect(formatLayers(parseLayers(` ${name.toUpperCase()} `))).to.equal(PRESETS[name]);
      expect(presetOf(PRESETS[name])).to.equal(name);
      parseNetwork(name, DIGITS, 10);
    }
    expect(presetOf('dense 127')).to.equal(undefined);
    expect(parameterCountOf(parseNetwork('lenet', DIGITS, 10))).to.equal(61_706);
    expect(parameterCountOf(parseNetwork('deep', DIGITS, 10))).to.equal(98_890);
    expect(refusal('conv 8, cnn')).to.match(/^layer 2: `cnn` is a whole network/);
  });

  it('takes no name of a property that every object has for a layer or a preset', () => {
    for (const text of ['constructor', '__proto__', 'tostring 5', 'conv 8 constructor']) {
      expect(refusal(text)).to.match(/^layer 1: .*no/);
    }
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), (network) => {
        const { input, classes, layers } = network;
        expect(parseNetwork(formatLayers(layers), input, classes)).to.deep.equal(network);
      }),
      { numRuns: 1000 },
    );
  });

  it('writes no word that could be left out', () => {
    fc.assert(
      fc.property(arbitraryNetwork(), ({ layers }) => {
        for (const layer of layers) {
          const words = formatLayers([layer]).split(' ');
          for (let from = 1; from < words.length; from++) {
            for (let to = from + 1; to <= words.length; to++) {
              const shorter = words.toSpliced(from, to - from).join(' ');
              expect(meaningOf(shorter), shorter).to.not.deep.equal([layer]);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives layers or a readable mistake for any text', () => {
    const word = fc.constantFrom(
      ...['conv', 'pool', 'dense', 'dropout', 'batchnorm', 'stride', 'same', 'valid', 'average', 'leaky-relu', 'none'],
      ...['3x3', '9x1', '0x0', '1', '8', '64', '0.5', '.5', '1e-3', '-1', '1e999', 'NaN', 'softmax', 'cnn', ',', '×'],
    );
    const text = fc.oneof(
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc.array(fc.oneof(word, fc.string()), { maxLength: 40 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, (text) => {
        let network: Network;
        try {
          network = parseNetwork(text, DIGITS, 10);
        } catch (error) {
          expect(error).to.be.instanceOf(MnistError);
          expect((error as MnistError).code).to.equal('invalid-attribute');
          expect((error as MnistError).message.length).to.be.below(400);
          return;
        }
        expect(parseLayers(formatLayers(network.layers))).to.deep.equal(network.layers);
      }),
      { numRuns: 3000 },
    );
  });

  it('tells a help panel every option with its form, range and default', () => {
    const help = helpOnLayers();
    expect(help.map(({ type }) => type)).to.deep.equal(['conv', 'pool', 'dense', 'dropout', 'batchnorm']);
    expect(help[1]?.options).to.deep.equal([
      { name: 'kernel', form: 'KxL', range: { least: 1, most: 9 }, fallback: '2x2' },
      { name: 'operation', form: 'max | average', choices: ['max', 'average'], fallback: 'max' },
      { name: 'stride', form: 'stride S', range: { least: 1, most: 4 }, follows: 'kernel' },
    ]);
  });
});

function meaningOf(text: string) {
  try {
    return parseLayers(text);
  } catch {
    return undefined;
  }
}
