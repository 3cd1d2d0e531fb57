/**
 * WebKit behind the part of puppeteer's interface that the tests use: `launch()` starts MiniBrowser of WebKitGTK on a
 * display of its own, since it has no headless mode, and drives it through WebDriver. A browser has one page.
 */
import { spawn } from 'node:child_process';
import { Builder, By, Capabilities, Key, Origin } from 'selenium-webdriver';
import { DriverService } from 'selenium-webdriver/remote/index.js';
import { findWebKit } from './browsers.mjs';

/** @returns {Promise<WebKitBrowser>} rejects when WebKit is not installed or does not start */
export async function launch() {
  const installed = findWebKit();
  if (installed === undefined) throw new Error('WebKitGTK, its driver or Xvfb is not installed.');
  const display = await openDisplay(installed.display);
  const service = new DriverService.Builder(installed.driver)
    .setLoopback(true)
    // The bridge to assistive technology complains where there is no desktop session.
    .setEnvironment({ ...process.env, DISPLAY: display.name, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' })
    .build();
  const stop = async () => {
    await service.kill();
    display.close();
  };
  try {
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: installed.browser, args: ['--automation'] },
    });
    const driver = await new Builder()
      .usingServer(await service.start())
      .withCapabilities(capabilities)
      .build();
    return new WebKitBrowser(driver, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A virtual screen whose number the server chooses, so that several can be open at once. */
async function openDisplay(executable) {
  const server = spawn(executable, ['-displayfd', '3', '-screen', '0', '1600x1400x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const stop = () => server.kill();
  process.once('exit', stop);
  const number = await new Promise((resolve, reject) => {
    server.stdio[3].once('data', (line) => resolve(String(line).trim()));
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}.`)));
  });
  return {
    name: `:${number}`,
    close() {
      process.off('exit', stop);
      stop();
    },
  };
}

class WebKitBrowser {
  #driver;
  #stop;
  #page;
  #isConnected = true;

  constructor(driver, stop) {
    this.#driver = driver;
    this.#stop = stop;
    this.#page = new WebKitPage(this, driver);
  }

  isConnected() {
    return this.#isConnected;
  }

  defaultBrowserContext() {
    return this;
  }

  async newPage() {
    return this.#page;
  }

  userAgent() {
    return this.#page.evaluate(() => navigator.userAgent);
  }

  async close() {
    this.#isConnected = false;
    // A browser that has crashed cannot say goodbye.
    await this.#driver.quit().catch(() => undefined);
    await this.#stop();
  }
}

class WebKitPage {
  #browser;
  #driver;
  #url = 'about:blank';

  constructor(browser, driver) {
    this.#browser = browser;
    this.#driver = driver;
    this.mouse = new WebKitMouse(driver);
    this.keyboard = new WebKitKeyboard(driver);
  }

  browser() {
    return this.#browser;
  }

  isClosed() {
    return !this.#browser.isConnected();
  }

  /** Where the page was sent to. */
  url() {
    return this.#url;
  }

  async goto(url) {
    this.#url = url;
    await this.#driver.get(url);
  }

  /** Sizes the window so that the page has the given size, in CSS pixels. */
  async setViewport({ width, height }) {
    const frame = await this.evaluate(() => [outerWidth - innerWidth, outerHeight - innerHeight]);
    await this.#driver
      .manage()
      .window()
      .setRect({ width: width + frame[0], height: height + frame[1] });
  }

  /** From here on everything is about the document in an `<iframe>`, the mouse's places included. */
  async enterFrame(selector) {
    const frame = await this.#driver.findElement(By.css(selector));
    await this.#driver.switchTo().frame(frame);
    this.mouse = new WebKitMouse(this.#driver, async () => {
      await this.#driver.switchTo().defaultContent();
      const corner = await this.#driver.executeScript((element) => {
        const { left, top } = element.getBoundingClientRect();
        return [left + element.clientLeft, top + element.clientTop];
      }, frame);
      await this.#driver.switchTo().frame(frame);
      return corner;
    });
  }

  /** Calls a function in the page, which knows its arguments only; they and its result are what JSON can hold. */
  async evaluate(task, ...args) {
    // As text, since WebDriver makes null of what is undefined.
    const script = `return Promise.resolve((${task})(...arguments)).then((result) => JSON.stringify(result))`;
    const text = await this.#driver.executeScript(script, ...args);
    return text === null ? undefined : JSON.parse(text);
  }

  /** @returns {Promise<Buffer>} the viewport as PNG */
  async screenshot() {
    return Buffer.from(await this.#driver.takeScreenshot(), 'base64');
  }
}

/** Has its left button alone: once another one is pressed, it stays so in the page until the browser ends. */
class WebKitMouse {
  #driver;
  #corner;

  /** @param corner tells where in the viewport the document begins */
  constructor(driver, corner = async () => [0, 0]) {
    this.#driver = driver;
    this.#corner = corner;
  }

  async move(x, y) {
    const [left, top] = await this.#corner();
    const place = { x: Math.round(left + x), y: Math.round(top + y), duration: 0, origin: Origin.VIEWPORT };
    await this.#actions().move(place).perform();
  }

  down({ button = 'left' } = {}) {
    if (button !== 'left') throw new Error(`WebKit's driver cannot let go of the ${button} button.`);
    return this.#actions().press().perform();
  }

  up() {
    return this.#actions().release().perform();
  }

  async click(x, y, options) {
    await this.move(x, y);
    await this.down(options);
    await this.up();
  }

  /** Lets go of every button and key. */
  reset() {
    return this.#driver.actions().clear();
  }

  #actions() {
    return this.#driver.actions({ async: true });
  }
}

class WebKitKeyboard {
  #driver;

  constructor(driver) {
    this.#driver = driver;
  }

  /** @param {string} key as `KeyboardEvent.key` names it */
  down(key) {
    return this.#driver.actions({ async: true }).keyDown(webDriverKey(key)).perform();
  }

  /** @param {string} key as `KeyboardEvent.key` names it */
  up(key) {
    return this.#driver.actions({ async: true }).keyUp(webDriverKey(key)).perform();
  }

  async press(key) {
    await this.down(key);
    await this.up(key);
  }

  async type(text) {
    for (const key of text) await this.press(key);
  }
}

/** WebDriver has a private character for each key that has none, for example `Key.ARROW_LEFT` for `ArrowLeft`. */
function webDriverKey(key) {
  return key.length === 1 ? key : Key[key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()];
}
