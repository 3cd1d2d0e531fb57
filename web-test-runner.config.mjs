/**
 * Runs `test/**\/*.test.ts` in real browsers; a file's ending says where. Sources are transpiled as they are served;
 * `/dist/` is served as built.
 */
import { chromeLauncher } from '@web/test-runner-chrome';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import * as puppeteer from 'puppeteer-core';
import { chromiumArguments, findChromium, findFirefox, findWebKit } from './scripts/browsers.mjs';
import * as webkitPuppeteer from './scripts/webkit.mjs';
import { serveChartLibrary } from './test/mnist-charts/serve-chart-library.mjs';
import { browserCommands } from './test/support/browser-commands.mjs';
import { faultServer } from './test/support/fault-server.mjs';
import { waitingRoom } from './test/support/waiting-room.mjs';
import { tensorFlowPlugin } from './test/engine/tensorflow/bundle-plugin.mjs';

const ENGINES = 'test/engine/**/*.test.ts';
/** What is enough in one browser: what cannot differ between engines, or needs Chromium's DevTools. */
const CHROMIUM = 'test/**/*.chromium.test.ts';
const CHROMIUM_TRAINER = 'test/mnist-trainer/*.chromium.test.ts';
const NODE = 'test/**/*.{node,python}.test.ts';

// WebGPU over a software renderer: slow, but it computes the same. Shared memory as on isolated pages.
const EVERYTHING = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan,SharedArrayBuffer',
];

/** Only in these browsers, for example `BROWSERS=Firefox,WebKit`; in all that are installed by default. */
const wanted = process.env.BROWSERS?.split(',');

// Each gives a list, which is empty where the browser is not installed or not wanted.
const chromium = (extra = []) =>
  launcher('Chromium', findChromium(), {
    launchOptions: { executablePath: findChromium(), args: [...chromiumArguments, ...extra], headless: true },
  });
const firefox = () =>
  launcher('Firefox', findFirefox(), {
    puppeteer,
    launchOptions: { browser: 'firefox', executablePath: findFirefox(), headless: true },
  });
const webkit = () =>
  launcher('WebKit', findWebKit(), { puppeteer: webkitPuppeteer, launchOptions: { browser: 'webkit' } });

const launcher = (name, installed, options) =>
  installed === undefined || wanted?.includes(name) === false ? [] : [Object.assign(chromeLauncher(options), { name })];

/** With browsers that were never started, for every run anew. */
export const configure = () => ({
  files: ['test/**/*.test.ts', `!${ENGINES}`, `!${CHROMIUM}`, `!${NODE}`],
  // What takes longest comes first, so that no browser is left over at the end. Those of Chromium's are browsers of
  // their own, which share neither storage nor focus.
  groups: [
    ...chromium().map((browser) => ({ name: 'trainer', files: CHROMIUM_TRAINER, browsers: [browser] })),
    {
      name: 'engines',
      files: [ENGINES, `!${CHROMIUM}`, `!${NODE}`],
      browsers: [...chromium(EVERYTHING), ...firefox(), ...webkit()],
    },
    ...chromium().map((browser) => ({
      name: 'chromium',
      files: [CHROMIUM, `!${CHROMIUM_TRAINER}`],
      browsers: [browser],
    })),
  ],
  nodeResolve: { exportConditions: ['browser', 'production'], browser: true },
  plugins: [
    browserCommands(),
    serveChartLibrary(),
    tensorFlowPlugin(),
    esbuildPlugin({
      ts: true,
      tsconfig: 'tsconfig.json',
      target: 'es2022',
      define: { PACKAGE_VERSION: "'0.0.0'", EVERYTHING: String(process.env.TEST_EVERYTHING === '1') },
    }),
  ],
  middleware: [faultServer, waitingRoom],
  browsers: [...chromium(), ...firefox(), ...webkit()],
  // Each with one page: more than the cores of a small machine, but many tests wait.
  concurrentBrowsers: 4,
  concurrency: 1,
  // Many times what an idle machine takes, so that a busy one fails no test.
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 90_000 } },
});

export default configure();
