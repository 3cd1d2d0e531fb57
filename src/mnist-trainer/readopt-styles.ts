/** Keeps an element's looks when it is moved into another document. */
import type { LitElement } from 'lit';

/**
 * A document drops the style sheets that another one has constructed. Call from `adoptedCallback()`: makes those of the
 * class anew, by the document where the element is now.
 */
export function readoptStyles(element: LitElement): void {
  const view = element.ownerDocument.defaultView;
  const root = element.shadowRoot;
  if (view === null || root === null) return;
  const { elementStyles } = element.constructor as typeof LitElement;
  root.adoptedStyleSheets = elementStyles.map((style) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync('cssText' in style ? style.cssText : [...style.cssRules].map(({ cssText }) => cssText).join(''));
    return sheet;
  });
}
