/** Commands that a test gives to the browser itself, over the DevTools protocol. */

/** Test session → the connection that limits its storage. */
const limits = new Map();

/** @returns {import('@web/test-runner').TestRunnerPlugin} */
export function browserCommands() {
  return {
    name: 'browser-commands',
    async executeCommand({ command, payload, session }) {
      if (command !== 'limit-storage') return undefined;
      await limits.get(session.id)?.detach();
      limits.delete(session.id);
      if (payload !== null) {
        // The limit holds as long as this connection is open.
        const page = session.browser.getPage(session.id);
        const devtools = await page.createCDPSession();
        limits.set(session.id, devtools);
        const { origin } = new URL(page.url());
        await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: payload });
      }
      return true;
    },
  };
}
