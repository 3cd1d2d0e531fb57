/** What the lesson puts into a page to look at it: one global object, `probe`. */

/** Runs in the page, so it uses nothing from outside itself. */
export function installProbe() {
  const TAGS = ['mnist-trainer', 'digit-pad', 'mnist-charts'];
  const EVENTS = ['mnist-train-end', 'mnist-prediction'];
  /** What a page uses, besides its body. */
  const SAMPLES = ['p', 'button', 'input', 'table', 'canvas', 'a', 'h2', 'ul'];
  /** Follow from how much the page holds. */
  const LAYOUT = /^(width|height|inline-size|block-size|perspective-origin|transform-origin)$/;

  /** Also in the shadow roots of others. */
  const find = (selector, root = document) => {
    const found = root.querySelector(selector);
    if (found !== null) return found;
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      const inside = shadowRoot === null ? null : find(selector, shadowRoot);
      if (inside !== null) return inside;
    }
    return null;
  };
  const part = (tag, selector) => find(tag)?.shadowRoot?.querySelector(selector) ?? null;
  const read = (element) => {
    const style = getComputedStyle(element);
    return Object.fromEntries(
      [...style].filter((name) => !LAYOUT.test(name)).map((name) => [name, style.getPropertyValue(name)]),
    );
  };
  const readStyles = () => {
    const styles = { body: read(document.body) };
    for (const name of SAMPLES) {
      const element = document.body.appendChild(document.createElement(name));
      styles[name] = read(element);
      element.remove();
    }
    return styles;
  };

  const probe = {
    find,
    details: {},
    failures: [],
    styles: undefined,
    clicked: false,
    missing: () => TAGS.filter((tag) => customElements.get(tag) === undefined || find(tag) === null),
    setAttributes(tag, attributes) {
      for (const [name, value] of Object.entries(attributes)) find(tag).setAttribute(name, String(value));
    },
    state: () => find('mnist-trainer')?.state ?? 'missing',
    isClickable(tag, selector, text) {
      const element = part(tag, selector);
      return element !== null && !element.disabled && element.textContent.includes(text);
    },
    /** From now on `clicked` tells whether a click has arrived at a part. */
    watchClick(tag, selector) {
      probe.clicked = false;
      part(tag, selector).addEventListener('click', () => (probe.clicked = true), { once: true });
    },
    /** Scrolls a part into sight, and tells where it is. */
    async show(tag, selector) {
      const element = part(tag, selector);
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const { left, top, width, height } = element.getBoundingClientRect();
      return { left, top, width, height };
    },
    /** Whether a view of the charts shows a picture or a table, brought into sight. */
    showView(name) {
      const view = part('mnist-charts', `[part~="${name}"]`);
      view?.scrollIntoView({ block: 'center', behavior: 'instant' });
      if (name === 'samples') view?.querySelector('[part~=empty] button')?.click();
      const shown = [...(view?.querySelectorAll('canvas, svg, table') ?? [])];
      return shown.some((each) => each.getBoundingClientRect().width > 0);
    },
    rememberStyles() {
      probe.styles = readStyles();
    },
    changedStyles() {
      const now = readStyles();
      return Object.entries(probe.styles).flatMap(([element, style]) =>
        Object.keys(style)
          .filter((name) => style[name] !== now[element][name])
          .map((name) => `${name} of ${element} was ${style[name]} and is ${now[element][name]}`),
      );
    },
  };
  for (const name of EVENTS) addEventListener(name, (event) => (probe.details[name] = event.detail));
  addEventListener('mnist-error', ({ detail }) => probe.failures.push(`mnist-error ${detail.code}: ${detail.message}`));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    // Asked for by the browser, not by the page.
    if (blockedURI.endsWith('/favicon.ico')) return;
    probe.failures.push(`Content-Security-Policy ${violatedDirective} forbids ${blockedURI} ${sample}`);
  });
  globalThis.probe = probe;
}
