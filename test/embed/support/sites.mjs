/** Serves what a place has built, from one origin or several, or starts the tool's own server. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import sirv from 'sirv';

/** How long a tool's server may take until it answers, in milliseconds. */
const START_LIMIT = 120_000;

/**
 * @param {string} folder of the built project
 * @param {import('./places.mjs').PlacePage} page
 * @returns {Promise<{url: string, problems: string[], close: () => Promise<void>}>} `url` of the page; `problems`: what
 *   was asked for and could not be served
 */
export async function openSite(folder, { site, command, disk, origins = {}, path = '/' }) {
  const problems = [];
  const servers = [];
  const close = () => Promise.all(servers.map((server) => server.close()));
  try {
    // Every origin has its port before anything is served: each may name all others.
    const names = new Map();
    const listening = await Promise.all([...Object.values(origins), ...(site ? [site] : [])].map(listen));
    servers.push(...listening);
    Object.keys(origins).forEach((name, index) => names.set(name, listening[index].origin));
    for (const server of listening) server.serve(folder, names, problems);
    if (disk !== undefined) return { url: writeOpened(folder, disk, names), problems, close };
    if (site === undefined) servers.push(await startCommand(folder, command));
    return { url: servers.at(-1).origin + path, problems, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen({ folders, headers = {} }) {
  let answer;
  const server = createServer((request, response) => answer(request, response));
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    serve(root, names, problems) {
      answer = handler(root, folders, headers, names, problems);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A copy of a page, to be opened from the disk, that names the origins as they are. */
function writeOpened(folder, page, names) {
  const opened = join(folder, `opened-${page}`);
  writeFileSync(opened, renameWith(names)(readFileSync(join(folder, page), 'utf8')));
  return pathToFileURL(opened).href;
}

const renameWith = (names) => (text) =>
  [...names].reduce((result, [name, origin]) => result.replaceAll(name, origin), text);

/** Answers with the file under the longest path that fits. */
function handler(root, folders, headers, names, problems) {
  const rename = renameWith(names);
  const mounts = Object.entries(folders)
    .map(([path, folder]) => ({ path, folder: join(root, folder), files: sirv(join(root, folder), { dev: true }) }))
    .sort((a, b) => b.path.length - a.path.length);
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, rename(value));
    const fail = () => {
      if (!request.url.startsWith('/favicon.ico')) problems.push(`${request.url} was asked for and is not there`);
      response.writeHead(404).end();
    };
    const mount = mounts.find(({ path }) => request.url.startsWith(path));
    if (mount === undefined) return fail();
    request.url = `/${request.url.slice(mount.path.length)}`;
    const page = findPage(mount.folder, new URL(request.url, 'http://localhost').pathname);
    if (page === undefined) return mount.files(request, response, fail);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(rename(readFileSync(page, 'utf8')));
  };
}

/** The HTML file that a path means, as most hosts understand it. */
function findPage(folder, path) {
  const file = join(folder, decodeURIComponent(path));
  const candidates = [file, join(file, 'index.html'), `${file}.html`];
  return candidates.find((each) => each.endsWith('.html') && existsSync(each) && statSync(each).isFile());
}

/** Every tool lets its port be told, and none tells well when it is ready. */
async function startCommand(folder, command) {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  // In a group of its own, so that all that it starts ends with it.
  const child = spawn('sh', ['-c', command.replaceAll('{port}', port)], { cwd: folder, detached: true });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  process.once('exit', stop);
  const close = async () => {
    stop();
    await ended;
    process.off('exit', stop);
  };
  for (const deadline = Date.now() + START_LIMIT; child.exitCode === null && Date.now() < deadline; await sleep(200)) {
    const response = await fetch(origin).catch(() => undefined);
    if (response?.ok) return { origin, close };
  }
  await close();
  throw new Error(`${command} does not answer\n${output}`);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
