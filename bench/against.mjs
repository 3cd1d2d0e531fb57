/**
 * Measures how fast this checkout trains beside an earlier commit: both in one browser, by turns.
 *
 * node bench/against.mjs <commit> [--rounds <number>]
 *
 * The commit is built in a folder of its own, with the packages of its own lockfile, which takes some minutes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from '../scripts/serve.mjs';
import { fail, root } from '../scripts/setup.mjs';
import { withBrowser } from './browser.mjs';
import { contestants } from './contestants.mjs';
import { FULL } from './effort.mjs';
import { compare, median } from './statistics.mjs';

/** Of the contestants that every commit has. */
const WAYS = ['simd-1', 'simd-2', 'simd-2-isolated'];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '15' } },
});
const [commit] = positionals;
if (commit === undefined) fail('Name a commit: node bench/against.mjs <commit>');

const folder = join(mkdtempSync(join(tmpdir(), 'against-')), 'checkout');
try {
  run(root, 'git', 'worktree', 'add', '--detach', folder, commit);
  run(folder, 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  run(folder, 'node', 'scripts/build.mjs');
  run(root, 'node', 'scripts/build.mjs', '--if-needed');
  await withBrowser(async (browser, url) => {
    const before = await serve(8300, [folder]);
    for (const id of WAYS) await measure(id, browser, { now: url, before: before.url });
    before.close();
  });
} finally {
  run(root, 'git', 'worktree', 'remove', '--force', folder);
  rmSync(join(folder, '..'), { recursive: true, force: true });
}

async function measure(id, browser, urls) {
  const contestant = contestants.find((each) => each.id === id);
  const runs = [];
  for (const [who, url] of Object.entries(urls)) {
    runs.push({ who, started: await contestant.start(browser, url, FULL.speed), speeds: [] });
  }
  for (let round = 0; round < Number(values.rounds); round++) {
    // Somebody else begins each round.
    for (const each of round % 2 === 0 ? runs : [...runs].reverse()) each.speeds.push(await each.started.measure());
  }
  for (const { started } of runs) await started.close();
  const [now, before] = runs.map(({ speeds }) => speeds);
  const { ratio, min, max } = compare(now, before);
  const [images, imagesBefore] = [now, before].map((speeds) => Math.round(median(speeds)).toLocaleString('en'));
  console.log(
    `${contestant.name}: ${ratio.toFixed(3)} times the speed of ${commit} (${min.toFixed(2)}–${max.toFixed(2)} within ` +
      `a round): ${images} and ${imagesBefore} images/s, medians of ${now.length} rounds`,
  );
}

function run(cwd, command, ...args) {
  if (spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0) return;
  throw new Error(`This failed: ${command} ${args.join(' ')}`);
}
