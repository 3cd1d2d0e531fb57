/**
 * What the three elements look like together: a few colours, a corner radius and a gap, which a page may set. Everything else
 * is mixed from the page's own text colour, so that it fits whatever stands behind it; `color-scheme`, which the page
 * sets too, decides between light and dark.
 */
import { css } from 'lit';

export const theme = css`
  :host {
    /* As paragraphs keep apart: between two elements the larger margin counts, not the sum. */
    margin-block: var(--mnist-gap, 1rem);
    --_accent: var(--mnist-accent, light-dark(#2456d6, #7aa2ff));
    --_on-accent: var(--mnist-on-accent, light-dark(#fff, #0b1020));
    --_surface: var(--mnist-surface, color-mix(in srgb, currentColor 3%, transparent));
    --_border: var(--mnist-border, color-mix(in srgb, currentColor 20%, transparent));
    --_radius: var(--mnist-radius, 12px);
    --_quiet: color-mix(in srgb, currentColor 74%, transparent);
    --_faint: color-mix(in srgb, currentColor 10%, transparent);
    --_warning: light-dark(#c62f2f, #ff8a80);
  }
  button {
    min-block-size: 2.5rem;
    padding: 0.375rem 1rem;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.66);
    background: transparent;
    color: inherit;
    font: inherit;
    font-weight: 500;
    cursor: pointer;
  }
  button:hover {
    background: var(--_faint);
  }
  button:is(:disabled, [aria-disabled='true']) {
    background: transparent;
    opacity: 0.45;
    cursor: default;
  }
  :is(button, summary):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  /* Sentences may be in a language of the other direction, where it has no translation. */
  :host(:dir(rtl)) {
    text-align: right;
  }
  :is(p, strong, button, label, summary, figcaption, .device, .percent) {
    unicode-bidi: plaintext;
  }
  /* Dark ink on white paper, and everything that has a meaning, also where the browser leaves backgrounds out. */
  @media print {
    :host {
      break-inside: avoid;
      background: #fff;
      color: #000;
      color-scheme: light;
      print-color-adjust: exact;
    }
  }
  @media (prefers-contrast: more) {
    :host {
      --_border: var(--mnist-border, currentColor);
      --_quiet: currentColor;
      --_faint: color-mix(in srgb, currentColor 25%, transparent);
    }
  }
  @media (forced-colors: active) {
    :host {
      --_accent: Highlight;
      --_on-accent: HighlightText;
      --_surface: Canvas;
      --_border: CanvasText;
      --_quiet: CanvasText;
      --_faint: Canvas;
      --_warning: CanvasText;
    }
    :is(button, input):disabled {
      opacity: 1;
    }
  }
`;
