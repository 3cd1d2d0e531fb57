/** A copy of the checkout, to be broken: what is done here leaves the checkout alone. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { startTestRunner } from '@web/test-runner';
import { root } from '../setup.mjs';

/** The one browser that tests are run in. Heard by their configuration, as it is loaded. */
process.env.BROWSERS = 'Chromium';

/** Longest time for a browser test, in milliseconds: what is broken may never end. */
const LIMIT = 300_000;

/** For a test runner whose results are told here. */
const SILENT = Object.fromEntries(
  ['log', 'debug', 'error', 'warn', 'group', 'groupEnd', 'logSyntaxError'].map((name) => [name, () => undefined]),
);

/** The first test that failed, in the output of mocha and of Node's own runner. */
const FAILED = /^\s*not ok \d+ (?:- )?(.*)$/m;

/** Whether packages and `dist/` are up to date is told by the times of files. */
const KEEP_TIMES = { preserveTimestamps: true };

/** What a test file's name ends in. */
const ENDING = /(\.node|\.chromium)?\.test\.(ts|mjs)$/;

/** How each part of `dist/` is built; everything else is the entry of a bundle, whose former chunks stay. */
const BUILDS = {
  all: ['node', 'scripts/build.mjs'],
  kernels: ['node', 'scripts/build-simd.mjs'],
  types: ['node', 'scripts/declare-types.mjs'],
};

/** @typedef {{ passed: boolean, failed: string }} Outcome of a test file: `failed` names the first test that did */

export class Copy {
  #root = realpathSync(mkdtempSync(join(tmpdir(), 'mutations-')));

  constructor() {
    const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root });
    for (const file of new Set(list.toString().trim().split('\n'))) {
      if (existsSync(join(root, file))) cpSync(join(root, file), join(this.#root, file), KEEP_TIMES);
    }
    symlinkSync(join(root, 'node_modules'), join(this.#root, 'node_modules'), 'dir');
    this.#copyBuilt();
  }

  /**
   * Replaces a piece of a file by another.
   *
   * @throws when the file does not have the piece exactly once
   * @returns puts the piece back
   */
  change({ name, file, from, to }) {
    const path = join(this.#root, file);
    const source = readFileSync(path, 'utf8');
    const count = source.split(from).length - 1;
    if (count !== 1) throw new Error(`${name}: ${file} has the piece to be replaced ${count} times, not once.`);
    writeFileSync(
      path,
      source.replace(from, () => to),
    );
    return () => writeFileSync(path, source);
  }

  /** Builds `dist/` anew: `all` of it, `kernels`, `types`, or the bundles with an entry of that name. */
  async build(part) {
    const { succeeded, output } = await this.execute(
      BUILDS[part] ?? ['npx', 'rollup', '--config', 'scripts/mutations/rollup.config.mjs', '--silent'],
      { ENTRY: part },
    );
    if (!succeeded) throw new Error(`${part} could not be built:\n${output}`);
  }

  /** Puts back what was built. */
  restoreBuilt() {
    rmSync(join(this.#root, 'dist'), { recursive: true });
    this.#copyBuilt();
  }

  /** The files of the tests of a subject, such as `test/storage/model-file`. */
  testsOf(subject) {
    const folder = dirname(subject);
    const names = readdirSync(join(this.#root, folder)).filter(
      (name) => name.replace(ENDING, '') === basename(subject) && ENDING.test(name),
    );
    if (names.length === 0) throw new Error(`There is no test ${subject}.`);
    return names.map((name) => `${folder}/${name}`);
  }

  /** Runs a test file, in Chromium where it needs a browser. @returns {Promise<Outcome>} */
  async test(file) {
    if (file.endsWith('.node.test.ts')) {
      return this.#testInNode('npx', 'mocha', '--reporter', 'tap', file);
    }
    if (file.endsWith('.test.ts')) return this.#testInBrowser(file);
    return this.#testInNode('node', '--test', '--test-reporter=tap', file);
  }

  /** Runs a command in the copy's folder: whether it `succeeded`, and its `output`. */
  async execute(command, environment) {
    const { execute } = await this.#import('scripts/testing/command.mjs');
    return execute(command, environment);
  }

  remove() {
    rmSync(this.#root, { recursive: true });
  }

  async #testInNode(...command) {
    const { succeeded, output } = await this.execute(command);
    return { passed: succeeded, failed: FAILED.exec(output)?.[1] ?? output.trim().slice(-200) };
  }

  async #testInBrowser(file) {
    const { configure } = await this.#import('web-test-runner.config.mjs');
    const { groups, ...config } = configure();
    const group = file.startsWith('test/engine/') ? 'engines' : 'chromium';
    const { browsers } = groups.find(({ name }) => name === group);
    const runner = await startTestRunner({
      readCliArgs: false,
      readFileConfig: false,
      autoExitProcess: false,
      config: {
        ...config,
        files: undefined,
        groups: [{ name: file, files: [join(this.#root, file)], browsers }],
        rootDir: this.#root,
        // Packages lie outside the copy, and are to be served as if they were in it.
        preserveSymlinks: true,
        testsFinishTimeout: LIMIT,
        reporters: [],
        logger: SILENT,
      },
    });
    await new Promise((resolve) => runner.on('stopped', resolve));
    const [session] = runner.sessions.all();
    const failed = firstFailed(session.testResults) ?? session.errors.map(({ message }) => message).join('\n');
    return { passed: session.passed, failed };
  }

  #copyBuilt() {
    cpSync(join(root, 'dist'), join(this.#root, 'dist'), { recursive: true, ...KEEP_TIMES });
  }

  #import(file) {
    return import(join(this.#root, file));
  }
}

/** The name of the first test of a suite that failed. */
function firstFailed({ tests = [], suites = [] } = {}) {
  const failed = tests.find(({ passed, skipped }) => !passed && !skipped);
  if (failed !== undefined) return failed.name;
  for (const suite of suites) {
    const name = firstFailed(suite);
    if (name !== undefined) return name;
  }
  return undefined;
}
