/** Commands that a test gives to the browser itself, over the DevTools protocol. */

/** Test session and command → the connection that holds what the command set; it ends with the connection. */
const connections = new Map();

const COMMANDS = {
  /** @param {number} quotaSize in bytes */
  'limit-storage': async (devtools, page, quotaSize) => {
    const { origin } = new URL(page.url());
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
  },
  /** @param {Record<string, string>} features media features and the values that the visitor's system has for them */
  'emulate-visitor': async (devtools, page, features) => {
    const entries = Object.entries(features).map(([name, value]) => ({ name, value }));
    await devtools.send('Emulation.setEmulatedMedia', { features: entries });
  },
  /** @param {string} media the medium that the page is shown on, such as `print` */
  'emulate-medium': async (devtools, page, media) => {
    await devtools.send('Emulation.setEmulatedMedia', { media });
  },
  /** @param {{width: number, height: number, deviceScaleFactor: number}} screen its window, and how fine its pixels are */
  'emulate-screen': async (devtools, page, screen) => {
    await devtools.send('Emulation.setDeviceMetricsOverride', { ...screen, mobile: false });
  },
  /** The sheets themselves are thrown away. */
  print: async (devtools) => {
    await devtools.send('Page.printToPDF');
  },
  /** @param {number} time in milliseconds */
  'offline-for': async (devtools, page, time) => {
    await page.setOfflineMode(true);
    setTimeout(() => page.setOfflineMode(false), time);
  },
};

/** A payload of null takes back what the command did. @returns {import('@web/test-runner').TestRunnerPlugin} */
export function browserCommands() {
  return {
    name: 'browser-commands',
    async executeCommand({ command, payload, session }) {
      if (!Object.hasOwn(COMMANDS, command)) return undefined;
      const key = `${session.id} ${command}`;
      await connections.get(key)?.detach();
      connections.delete(key);
      if (payload !== null) {
        const page = session.browser.getPage(session.id);
        const devtools = await page.createCDPSession();
        connections.set(key, devtools);
        await COMMANDS[command](devtools, page, payload);
      }
      return true;
    },
  };
}
