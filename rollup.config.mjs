/**
 * Builds `dist/`: the drop-in script with everything inside, the worker that it starts, and the same elements as modules
 * with bare imports for people with bundlers. All files lie flat, so that each finds the others beside it.
 */
import alias from '@rollup/plugin-alias';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import nodeResolve from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import esbuild from 'rollup-plugin-esbuild';
import { thirdPartyLicenses } from './scripts/third-party-licenses.mjs';
import { minify } from 'terser';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The charts library draws through this stand-in for `vega-embed`. */
const vegaEmbed = alias({ entries: { 'vega-embed': path('src/mnist-charts/vega-embed.ts') } });

/** Parts of the charts library that nobody calls: its side panel, and style sheets that it would add to the page. */
const leaveOutUnused = {
  name: 'leave-out-unused',
  resolveId: (source, importer = '') =>
    importer.includes('/tfjs-vis/') && (source === '../visor' || source === 'glamor') ? '\0unused' : null,
  load: (id) => (id === '\0unused' ? 'export {};' : null),
};

/**
 * Branches that only Node takes ask for its modules and globals: a page's bundler would look for modules in vain, or ask
 * for stand-ins. `typeof void 0` is `undefined` without a quote, so it also fits into code that is kept as text.
 */
const NODE_MODULE = new RegExp(`\\brequire\\((['"])(${[...builtinModules, 'node-fetch'].join('|')})\\1\\)`, 'g');
const NODE_GLOBAL = /\btypeof (\(process\)|(process|Buffer|__filename|__dirname)\b(?!\.))/g;
const leaveOutNode = {
  name: 'leave-out-node',
  resolveId: (source) => (source === './platforms/platform_node' ? '\0unused' : null),
  transform: (code, id) =>
    id.includes('/node_modules/') ? code.replace(NODE_MODULE, '({})').replace(NODE_GLOBAL, 'typeof void 0') : null,
};

/** Style sheets are templates, which no minifier looks into. */
const minifyStyles = {
  name: 'minify-styles',
  transform: (code, id) =>
    id.endsWith('.styles.ts')
      ? code.replace(
          /css`([^`]*)`/g,
          (_, css) =>
            `css\`${css
              .replace(/\/\*.*?\*\//gs, '')
              .replace(/\s+/g, ' ')
              .replace(/ ?([{};,]) ?/g, '$1')
              .replace(/: /g, ':')
              .replace(/;}/g, '}')
              .replace(/(?<![\d.])0\.(?=\d)/g, '.')
              .trim()}\``,
        )
      : null,
};

/** Nor into templates of elements, whose indentation says nothing. */
const unindentTemplates = {
  name: 'unindent-templates',
  transform: (code, id) => (id.endsWith('.ts') && code.includes('html`') ? code.replace(/\n\s+/g, '\n') : null),
};

/** Larger chunks are those of other libraries, where it would take long. */
const MOST_MINIFIED_TWICE = 100_000;

/**
 * What is ours gets a second pass, which saves another 2 %. Of functions only the simplest are put where they are called:
 * others are shorter called.
 */
const minifyAgain = {
  name: 'minify-again',
  renderChunk: (code) =>
    code.length <= MOST_MINIFIED_TWICE
      ? minify(code, { module: true, ecma: 2022, compress: { inline: 1 }, format: { comments: /@license/ } })
      : null,
};

const bundle = (minified, constants = {}) => [
  vegaEmbed,
  leaveOutUnused,
  replace({
    'process.env.NODE_ENV': "'production'",
    PACKAGE_VERSION: JSON.stringify(version),
    ...constants,
    preventAssignment: true,
  }),
  nodeResolve({ browser: true, exportConditions: ['browser', 'production'] }),
  leaveOutNode,
  commonjs(),
  json(),
  ...(minified ? [minifyStyles, unindentTemplates] : []),
  esbuild({
    target: 'es2022',
    minify: minified,
    tsconfig: 'tsconfig.json',
    // Each licence once, at the end: Lit's files repeat theirs.
    legalComments: 'eof',
    logOverride: { 'unsupported-require-call': 'silent' },
  }),
  ...(minified ? [minifyAgain] : []),
  ...thirdPartyLicenses,
];

const output = {
  dir: 'dist',
  format: 'es',
  // Translations keep their names, for pages that want to load one early. Both bundles write the same file.
  chunkFileNames: ({ facadeModuleId }) =>
    facadeModuleId?.includes('/src/translations/') ? 'translations/[name].js' : '[name]-[hash].js',
};

/** On a server Lit's browser build would ask for a document; nothing is ever done with these. */
const serverStandIns =
  'const HTMLElement = globalThis.HTMLElement ?? class {}, document = globalThis.document ?? { createTreeWalker() {} };';

/** Circular imports and helpers that ask for a global `this` are harmless inside Vega, and known to its authors. */
const onwarn = (warning, warn) => {
  const files = warning.ids ?? [warning.id ?? ''];
  const known = ['CIRCULAR_DEPENDENCY', 'THIS_IS_UNDEFINED'].includes(warning.code);
  if (known && files.every((id) => id.includes('node_modules'))) return;
  warn(warning);
};

export default [
  {
    input: { 'mnist-elements': 'src/index.ts' },
    output: { ...output, intro: serverStandIns },
    plugins: bundle(true, { DROP_IN: 'true' }),
    onwarn,
    // One file: without this the code that the charts share with the entry would become a second one.
    preserveEntrySignatures: 'allow-extension',
  },
  { input: { worker: 'src/worker/entry.ts' }, output, plugins: bundle(true), onwarn },
  { input: { 'simd-thread': 'src/engine/simd/simd-thread.ts' }, output, plugins: bundle(true), onwarn },
  {
    input: {
      index: 'src/index.ts',
      classes: 'src/classes.ts',
      'mnist-trainer': 'src/mnist-trainer/mnist-trainer.ts',
      'digit-pad': 'src/digit-pad/digit-pad.ts',
      'mnist-charts': 'src/mnist-charts/mnist-charts.ts',
    },
    external: /^lit(\/|$)/,
    // Whoever wants only to tell our errors from others gets no element with them.
    output: {
      ...output,
      // Nor Lit, which would else be asked for by every entry.
      hoistTransitiveImports: false,
      manualChunks: (id) => (/\/src\/shared\/(errors|events)\.ts$/.test(id) ? 'errors' : undefined),
    },
    plugins: bundle(false),
    onwarn,
  },
];
