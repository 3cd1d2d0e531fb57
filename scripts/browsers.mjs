/** Finds the browsers of this machine: Chromium, Firefox and WebKit. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const CHROMIUM_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const FIREFOX_NAMES = ['firefox-esr', 'firefox'];
const FIREFOX_APPLICATIONS = ['/Applications/Firefox.app/Contents/MacOS/firefox'];
/** WebKitGTK keeps its small browser beside its library; Debian's folder is named after the processor. */
const WEBKIT_BROWSERS = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (platform) => `/usr/lib/${platform}/webkit2gtk-4.1/MiniBrowser`,
);

/** @returns {string | undefined} path of an executable Chromium: `CHROMIUM_PATH`, else the first on the PATH */
export function findChromium() {
  return firstExecutable([process.env.CHROMIUM_PATH, ...onPath(CHROMIUM_NAMES), ...CHROMIUM_APPLICATIONS]);
}

/** @returns {string | undefined} path of an executable Firefox: `FIREFOX_PATH`, else the first on the PATH */
export function findFirefox() {
  return firstExecutable([process.env.FIREFOX_PATH, ...onPath(FIREFOX_NAMES), ...FIREFOX_APPLICATIONS]);
}

/**
 * @returns {{browser: string, driver: string, display: string} | undefined} paths of WebKitGTK's browser, of its
 *   WebDriver server, and of the X server that it draws on
 */
export function findWebKit() {
  const browser = firstExecutable([process.env.WEBKIT_PATH, ...WEBKIT_BROWSERS]);
  const driver = firstExecutable(onPath(['WebKitWebDriver']));
  const display = firstExecutable(onPath(['Xvfb']));
  return browser && driver && display ? { browser, driver, display } : undefined;
}

function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function firstExecutable(candidates) {
  return candidates.find((path) => path !== undefined && isExecutable(path));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Quiet, and without the sandbox where root could not start it. */
export const chromiumArguments = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
