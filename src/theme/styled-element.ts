/**
 * A Lit element that keeps its looks in every document that a page moves it to, a frame's or another window's, and its
 * defaults for what a page leaves out.
 */
import { adoptStyles, LitElement, type CSSResultOrNative } from 'lit';

/** Constructed style sheets belong to one document: another refuses them, and drops those of an element that comes. */
export abstract class StyledElement extends LitElement {
  #styles: CSSResultOrNative[] = (this.constructor as typeof LitElement).elementStyles;

  /** Frameworks pass `undefined` and `null` for what is left out: both give the default, as a removed attribute does. */
  protected static override finalize(): void {
    const isDone = Object.hasOwn(this, 'finalized');
    super.finalize();
    if (isDone) return;
    for (const [name, { converter, type }] of this.elementProperties) {
      const accessor = Object.getOwnPropertyDescriptor(this.prototype, name);
      if (accessor === undefined || typeof converter !== 'object') continue;
      Object.defineProperty(this.prototype, name, {
        ...accessor,
        set(this: StyledElement, value: unknown) {
          accessor.set?.call(this, value ?? converter.fromAttribute?.(null, type));
        },
      });
    }
  }

  adoptedCallback(): void {
    this.#adoptStyles();
  }

  /**
   * Adds the styles of a part that was loaded later.
   *
   * @internal
   */
  addStyles(...styles: CSSResultOrNative[]): void {
    this.#styles = [...this.#styles, ...styles];
    this.#adoptStyles();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    try {
      return super.createRenderRoot();
    } catch {
      // Made here, and first put into another document.
      this.#adoptStyles();
      return this.shadowRoot!;
    }
  }

  #adoptStyles(): void {
    const { shadowRoot } = this;
    const view = this.ownerDocument.defaultView;
    if (shadowRoot === null || view === null) return;
    if (view === window) adoptStyles(shadowRoot, this.#styles);
    else {
      shadowRoot.adoptedStyleSheets = this.#styles.map((style) => {
        const sheet = new view.CSSStyleSheet();
        sheet.replaceSync(
          'cssText' in style ? style.cssText : Array.from(style.cssRules, (rule) => rule.cssText).join(''),
        );
        return sheet;
      });
    }
  }
}
