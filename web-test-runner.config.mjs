/** Runs `test/**\/*.test.ts` in real browsers. Sources are transpiled as they are served; `/dist/` is served as built. */
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromiumArguments, findChromium } from './scripts/browsers.mjs';
import { serveChartLibrary } from './test/mnist-charts/serve-chart-library.mjs';
import { browserCommands } from './test/support/browser-commands.mjs';
import { faultServer } from './test/support/fault-server.mjs';
import { tensorFlowPlugin } from './test/worker/engine/tensorflow/bundle-plugin.mjs';

const ENGINES = 'test/worker/engine/**/*.test.ts';

/** @param {string[]} extra further arguments of the browser */
const chromium = (extra = []) =>
  chromeLauncher({
    launchOptions: { executablePath: findChromium(), args: [...chromiumArguments, ...extra], headless: true },
  });

export default {
  files: ['test/**/*.test.ts', `!${ENGINES}`],
  groups: [
    {
      name: 'engines',
      files: ENGINES,
      // WebGPU over a software renderer: slow, but it computes the same. Shared memory as on isolated pages.
      browsers: [
        chromium([
          '--enable-unsafe-webgpu',
          '--use-webgpu-adapter=swiftshader',
          '--enable-features=Vulkan,SharedArrayBuffer',
        ]),
      ],
    },
  ],
  nodeResolve: { exportConditions: ['browser', 'production'], browser: true },
  plugins: [
    browserCommands(),
    serveChartLibrary(),
    tensorFlowPlugin(),
    esbuildPlugin({ ts: true, tsconfig: 'tsconfig.json', target: 'es2022', define: { PACKAGE_VERSION: "'0.0.0'" } }),
  ],
  middleware: [faultServer],
  browsers: [chromium()],
  concurrency: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 20_000 } },
};
