/** The drop-in entry: defines the three tags. */
import { DigitPad, MnistCharts, MnistTrainer } from './classes.js';

/** Replaced by `true` in the drop-in script. */
declare const DROP_IN: true | undefined;

// A second copy of the script on the page must not fail: the first one serves.
const define = (tag: string, element: CustomElementConstructor): void => {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
};

// On a server Lit brings a registry, from which pages are rendered; the drop-in script carries the Lit of browsers.
if (typeof DROP_IN === 'undefined' ? 'customElements' in globalThis : 'CSSStyleSheet' in globalThis) {
  define('mnist-trainer', MnistTrainer);
  define('mnist-charts', MnistCharts);
  define('digit-pad', DigitPad);
}

export * from './classes.js';
