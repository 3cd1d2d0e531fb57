/** Pages whose authors and visitors write what could be code, and whether any of it became some. */
import { expect } from '@open-wc/testing';
import type { DigitPad, MnistCharts, MnistTrainer } from '../../src/index.js';

declare global {
  /** Set by a string that was run. */
  var harmed: unknown;
}

export const HOSTILE = [
  '"><img src=x onerror="top.harmed=1">',
  '<script>top.harmed=1</script>',
  "');top.harmed=1//",
  '</style><style>*{display:none!important}',
  '${top.harmed=1}',
  '__proto__',
  'constructor',
  "datum['x'].constructor.constructor('top.harmed=1')()",
  'javascript:top.harmed=1',
  '<svg onload=top.harmed=1>',
];
export const VIEWS = 'loss accuracy summary confusion classes samples';

export interface Page {
  readonly document: Document;
  /** What the page's policy has forbidden. */
  readonly violations: string[];
  add<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Record<string, string>,
  ): HTMLElementTagNameMap[Tag];
}

export async function openPage(path: string): Promise<Page> {
  const frame = document.createElement('iframe');
  frame.src = path;
  frame.style.cssText = 'width: 900px; height: 1200px';
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve));
  const page = frame.contentDocument!;
  await frame.contentWindow!.customElements.whenDefined('mnist-trainer');
  const violations: string[] = [];
  page.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    violations.push([violatedDirective, blockedURI, sample].join(' '));
  });
  return {
    document: page,
    violations,
    add: (tag, attributes) => {
      const element = page.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      page.body.append(element);
      return element;
    },
  };
}

/** Every element of a page, also inside shadow roots. */
function* elementsOf(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* elementsOf(element.shadowRoot);
  }
}

export function expectUnharmed({ document: page, violations }: Page): void {
  expect(globalThis.harmed).to.equal(undefined);
  expect(violations).to.deep.equal([]);
  for (const element of elementsOf(page.body)) {
    const where = element.outerHTML.slice(0, 200);
    expect(['IMG', 'SCRIPT', 'IFRAME', 'OBJECT'], where).not.to.include(element.tagName.toUpperCase());
    for (const { name, value } of element.attributes) {
      expect(name, where).not.to.match(/^on/);
      if (name === 'href' || name === 'src') expect(value, where).not.to.match(/^\s*javascript:/i);
    }
  }
  expect(Object.keys(Object.prototype)).to.deep.equal([]);
}

export const quick = { 'train-size': '500', 'test-size': '200', epochs: '1', seed: '1', backend: 'simd' };

export function textOf(element: MnistTrainer | MnistCharts | DigitPad): string {
  const texts = [...elementsOf(element.renderRoot)].map((each) => each.shadowRoot?.textContent ?? '');
  return [element.renderRoot.textContent, ...texts].join();
}

/** By what they are. */
export const PAGES = [
  ['a plain page', '/faults/plain-page/x/lesson.html'],
  ['a page that enforces Trusted Types', '/faults/trusted-page/x/lesson.html'],
] as const;
