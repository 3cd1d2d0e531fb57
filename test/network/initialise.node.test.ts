/** Parameters before anything was learned. */
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { initialParameters } from '../../src/network/initialise.js';
import { parameterTensorsOf } from '../../src/network/parameters.js';
import { parseNetwork } from '../../src/network/parse.js';
import { Random } from '../../src/base/random.js';

describe('The initial parameters', () => {
  /** SHA-256 of the bytes. */
  const KNOWN = {
    cnn: 'c9d8c285f2c3617cc74235558a00f5a64f0496aca213ba6dda1d00d4ba035bc2',
    dense: 'e02d1f07a6d5915357c8a7041dbab9756f645a0a4f4e5b7202409b3e8bc5565e',
  };
  for (const [model, known] of Object.entries(KNOWN)) {
    it(`of ${model} are bit for bit what a seed has always given`, () => {
      const parameters = initialParameters(parseNetwork(model, { height: 28, width: 28 }, 10), new Random(7));
      expect(createHash('sha256').update(new Uint8Array(parameters.buffer)).digest('hex')).to.equal(known);
    });
  }

  it('fill the range of Glorot for kernels, and are 0 or 1 elsewhere', () => {
    const network = parseNetwork('conv 30 5x3, batchnorm, dense 50', { height: 12, width: 9 }, 7);
    const parameters = initialParameters(network, new Random(1));
    for (const { role, shape, offset, size } of parameterTensorsOf(network)) {
      const values = parameters.subarray(offset, offset + size);
      if (role === 'kernel') {
        const [inputs = 0, outputs = 0] = shape.slice(-2);
        const limit = Math.sqrt(6 / ((shape.length === 4 ? 15 : 1) * (inputs + outputs)));
        expect(Math.max(...values)).to.be.within(0.95 * limit, limit);
        expect(Math.min(...values)).to.be.within(-limit, -0.95 * limit);
      } else {
        const expected = role === 'gamma' || role === 'moving_variance' ? 1 : 0;
        expect([...new Set(values)]).to.deep.equal([expected]);
      }
    }
  });
});
