/** The drop-in entry: defines the three tags. */
import { DigitPad, MnistCharts, MnistTrainer } from './classes.js';
import { version } from './shared/version.js';

/** Replaced by `true` in the drop-in script. */
declare const DROP_IN: true | undefined;

/** A second copy of the script on the page must not fail: the first one serves. */
function define(): void {
  const owners = new Set<string>();
  for (const [tag, element] of [
    ['mnist-trainer', MnistTrainer],
    ['mnist-charts', MnistCharts],
    ['digit-pad', DigitPad],
  ] as const) {
    const first = customElements.get(tag);
    if (first === undefined) customElements.define(tag, element);
    else owners.add('version' in first ? `version ${String(first.version)}` : 'another script');
  }
  owners.delete(`version ${version}`);
  if (owners.size === 0) return;
  const names = [...owners].join(' and ');
  console.warn(
    `mnist-elements ${version} found tags defined by ${names}, which go on to serve. Load one version only.`,
  );
}

// On a server Lit brings a registry, from which pages are rendered; the drop-in script carries the Lit of browsers.
if (typeof DROP_IN === 'undefined' ? 'customElements' in globalThis : 'CSSStyleSheet' in globalThis) define();

export * from './classes.js';
