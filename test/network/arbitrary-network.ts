/** Random valid networks, for properties that hold of all. */
import fc from 'fast-check';
import { checkNetwork } from '../../src/network/check.js';
import type { Activation, Extent, Layer, Network } from '../../src/network/network.js';

export interface Sizes {
  /** The most filters and units. */
  readonly width: number;
  readonly layers: number;
  /** The longest side of pictures, from 8. */
  readonly side: number;
  readonly classes: number;
}

const activation = fc.constantFrom<Activation[]>('relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid', 'none');
const kernel = (most: number): fc.Arbitrary<Extent> =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));

function layer({ width }: Sizes): fc.Arbitrary<Layer> {
  const many = fc.integer({ min: 1, max: width });
  const stride = fc.integer({ min: 1, max: 4 });
  return fc.oneof(
    fc.record({
      type: fc.constant('conv' as const),
      filters: many,
      // Small ones more often, so that several fit.
      kernel: fc.oneof(kernel(3), kernel(9)),
      padding: fc.constantFrom('valid' as const, 'same' as const),
      stride: fc.oneof(fc.constant(1), stride),
      activation,
    }),
    fc
      .record({
        type: fc.constant('pool' as const),
        kernel: fc.oneof(kernel(3), kernel(9)),
        step: fc.option(stride, { nil: undefined }),
        operation: fc.constantFrom('max' as const, 'average' as const),
      })
      .map(({ step, ...pool }) => ({ ...pool, stride: step === undefined ? pool.kernel : ([step, step] as const) })),
    fc.record({ type: fc.constant('dense' as const), units: many, activation }),
    fc.record({
      type: fc.constant('dropout' as const),
      rate: fc.oneof(fc.constant(0.5), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
    }),
    fc.record({ type: fc.constant('batchnorm' as const) }),
  );
}

/** Random layers, without those that do not fit what is before them. */
export function arbitraryNetwork(
  sizes: Sizes = { width: 40, layers: 8, side: 64, classes: 256 },
): fc.Arbitrary<Network> {
  return fc
    .record({
      input: fc.record({
        height: fc.integer({ min: 8, max: sizes.side }),
        width: fc.integer({ min: 8, max: sizes.side }),
      }),
      layers: fc.array(layer(sizes), { maxLength: sizes.layers }),
      classes: fc.integer({ min: 2, max: sizes.classes }),
    })
    .map(({ input, layers, classes }) => ({
      input,
      layers: layers.reduce<readonly Layer[]>((fitting, next) => {
        const longer = [...fitting, next];
        return isValid({ input, layers: longer, classes }) ? longer : fitting;
      }, []),
      classes,
    }));
}

function isValid(network: Network): boolean {
  try {
    checkNetwork(network);
    return true;
  } catch {
    return false;
  }
}
