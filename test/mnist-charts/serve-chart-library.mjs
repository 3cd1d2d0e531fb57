/**
 * A plugin for the test runner: serves the charts library as one bundle, since tfjs-vis is CommonJS, which no browser
 * loads. As in the build, tfjs-vis draws through the stand-in for `vega-embed`.
 */
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const room = fileURLToPath(new URL('../../src/mnist-charts/', import.meta.url));

const standIns = {
  name: 'stand-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vega-embed$/ }, () => ({ path: `${room}vega-embed.ts` }));
    // Only used where a chart is given no element to be drawn in.
    onResolve({ filter: /^(\.\.\/visor|glamor)$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    onLoad({ filter: /./, namespace: 'unused' }, () => ({ contents: '' }));
  },
};

/** @returns {import('@web/test-runner').TestRunnerPlugin} */
export function serveChartLibrary() {
  let bundle;
  return {
    name: 'serve-chart-library',
    async serve({ path }) {
      if (!/^\/src\/mnist-charts\/chart-library\.[jt]s$/.test(path)) return undefined;
      bundle ??= build({
        entryPoints: [`${room}chart-library.ts`],
        bundle: true,
        format: 'esm',
        write: false,
        plugins: [standIns],
      });
      const [file] = (await bundle).outputFiles;
      return { body: file.text, type: 'js' };
    },
  };
}
