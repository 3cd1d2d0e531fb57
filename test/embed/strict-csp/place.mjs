/** Pages whose policy allows what the elements need and nothing else, and pages whose policy lacks one thing of that. */
import { readFileSync } from 'node:fs';
import { expect } from '../support/lesson.mjs';
import { exportsEverything } from '../support/on-demand.mjs';

const read = (name) =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .replaceAll('\n', ' ');
const selfHosted = read('self-hosted.policy');
const cdn = read('cdn.policy');

const origins = {
  'https://cdn.example': {
    folders: { '/npm/mnist-elements@0.1.0/': 'node_modules/mnist-elements' },
    headers: { 'access-control-allow-origin': '*' },
  },
};

/** All answers have the header, as most servers send it: the worker of a page is under the policy of its own script. */
const page = (name, path, policy, rest) => ({
  name,
  path,
  origins,
  site: {
    folders: { '/': '.', '/elements/': 'node_modules/mnist-elements/dist' },
    headers: { 'content-security-policy': policy },
  },
  ...rest,
});

/** What the page is told when it trains a little, and what comes of it. */
const train = async () => {
  await customElements.whenDefined('mnist-trainer');
  const trainer = document.querySelector('mnist-trainer');
  for (const [name, value] of Object.entries({ 'train-size': 200, 'test-size': 50, epochs: 1 })) {
    trainer.setAttribute(name, value);
  }
  const told = [];
  trainer.addEventListener('mnist-error', ({ detail: { code, message } }) => told.push(`${code}: ${message}`));
  const end = await trainer.train().catch(() => null);
  return { told, reason: end?.reason, backend: trainer.backendInUse };
};

/** A page under a policy that lacks something, and the error that says so. */
const lacking = (name, path, policy, code, ...words) =>
  page(name, path, policy, {
    lesson: false,
    checks: {
      'an mnist-error names what is lacking': async (visit) => {
        const { told, reason } = await visit.evaluate(train);
        expect(reason === undefined, 'it trains all the same');
        expect(told.length === 1 && told[0].startsWith(`${code}:`), `it was told: ${told}`);
        for (const word of words) expect(told[0].includes(word), `${word} is missing in: ${told}`);
      },
    },
  });

const without = (policy, part) => {
  expect(policy.includes(part), `${part} is not in the policy`);
  return policy.replace(part, '');
};

const exporting = { 'networks leave for other frameworks': exportsEverything };

export default {
  title: 'Strict Content-Security-Policy',
  pages: [
    page('self-hosted', '/self-hosted', selfHosted, { checks: exporting }),
    page('from a CDN', '/cdn', cdn, { checks: exporting }),
    lacking(
      'self-hosted, without worker-src',
      '/self-hosted',
      selfHosted.replace("worker-src 'self'", "worker-src 'none'"),
      'worker-failed',
      '`worker-src`',
      'http://localhost',
    ),
    lacking(
      'self-hosted, without connect-src',
      '/self-hosted',
      without(selfHosted, "connect-src 'self';"),
      'data-network',
      '`connect-src`',
      'http://localhost',
    ),
    lacking('from a CDN, without blob:', '/cdn', without(cdn, 'blob: '), 'worker-failed', '`worker-src`', 'blob:'),
    lacking(
      'from a CDN, without its origin in worker-src',
      '/cdn',
      cdn.replace('worker-src blob: https://cdn.example', 'worker-src blob:'),
      'worker-failed',
      '`worker-src`',
    ),
    lacking(
      'from a CDN, without connect-src',
      '/cdn',
      without(cdn, 'connect-src https://cdn.example;'),
      'data-network',
      '`connect-src`',
      'http://localhost',
    ),
    lacking(
      'without our Trusted Types policy',
      '/cdn',
      without(cdn, 'mnist-elements lit-html').concat(' lit-html'),
      'worker-failed',
      '`trusted-types`',
      '`mnist-elements`',
    ),
    page("without 'wasm-unsafe-eval'", '/cdn', without(cdn, " 'wasm-unsafe-eval'"), {
      lesson: false,
      checks: {
        'it trains without WebAssembly, and says what is lacking': async (visit) => {
          const { told, reason, backend } = await visit.evaluate(train);
          expect(reason === 'completed' && backend === 'cpu', `it ended as ${reason} on ${backend}: ${told}`);
          expect(told.length === 1 && told[0].includes("`'wasm-unsafe-eval'` in `script-src`"), `it was told: ${told}`);
        },
      },
    }),
    page('without Lit’s Trusted Types policy', '/cdn', without(cdn, ' lit-html'), {
      lesson: false,
      checks: {
        'the elements are not there, and the console names it': async (visit, { engine }) => {
          expect(await visit.evaluate(() => customElements.get('mnist-trainer') === undefined), 'they are there');
          // WebKit's driver does not tell what the console said while the page loaded.
          if (engine === 'webkit') return;
          const problems = visit.problems().join('\n');
          expect(problems.includes('lit-html'), `the console says: ${problems}`);
        },
      },
    }),
  ],
};
