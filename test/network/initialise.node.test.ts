/** Parameters before anything was learned. */
import { expect } from 'chai';
import { initialParameters } from '../../src/network/initialise.js';
import { parameterTensorsOf } from '../../src/network/parameters.js';
import { parseNetwork } from '../../src/network/parse.js';
import { initialNetwork } from '../../src/worker/engine/initial-network.js';
import { Random } from '../../src/worker/base/random.js';

describe('The initial parameters', () => {
  for (const model of ['cnn', 'dense'] as const) {
    it(`of ${model} are bit for bit what a seed has always given`, () => {
      const parameters = initialParameters(parseNetwork(model, { height: 28, width: 28 }, 10), new Random(7));
      expect(parameters).to.deep.equal(initialNetwork(model, new Random(7)).parameters);
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
