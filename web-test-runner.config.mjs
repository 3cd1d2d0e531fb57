/** Runs `test/**\/*.test.ts` in real browsers. Sources are transpiled as they are served; `/dist/` is served as built. */
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromiumArguments, findChromium } from './scripts/browsers.mjs';
import { serveChartLibrary } from './test/mnist-charts/serve-chart-library.mjs';
import { faultServer } from './test/support/fault-server.mjs';

export default {
  files: 'test/**/*.test.ts',
  nodeResolve: { exportConditions: ['browser', 'production'], browser: true },
  plugins: [serveChartLibrary(), esbuildPlugin({ ts: true, tsconfig: 'tsconfig.json', target: 'es2022' })],
  middleware: [faultServer],
  browsers: [
    chromeLauncher({ launchOptions: { executablePath: findChromium(), args: chromiumArguments, headless: true } }),
  ],
  concurrency: 1,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  testFramework: { config: { timeout: 20_000 } },
};
