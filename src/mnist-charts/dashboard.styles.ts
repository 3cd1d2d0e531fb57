/** What is drawn inside the frame. Comes with the views. */
import { css } from 'lit';

export const styles = css`
  :host {
    --_training: var(--mnist-charts-training, var(--_accent));
    --_validation: var(--mnist-charts-validation, light-dark(#c2410c, #ffa45c));
    --_many: var(--mnist-charts-mistakes, light-dark(#f59a70, #a84a20));
    --_few: color-mix(in srgb, var(--_many) 8%, transparent);
  }
  @media (forced-colors: active) {
    :host {
      --_validation: LinkText;
      --_many: color-mix(in srgb, Highlight 45%, Canvas);
    }
    .canvas,
    .bar,
    .legend li::before {
      forced-color-adjust: none;
    }
  }
  .frame,
  .canvas {
    position: relative;
  }
  .canvas {
    /* Axes and images are not mirrored in languages that are written from right to left. */
    direction: ltr;
    /* A canvas is painted with what it inherits, and was measured without. */
    font-style: normal;
    font-variant: normal;
    letter-spacing: normal;
    word-spacing: normal;
    text-transform: none;
    /* Only to be told when a colour or the size of letters changes: see Chart. */
    border: 0 solid;
    border-color: var(--_validation) var(--_many) var(--_few) var(--_line);
    outline-color: var(--_training);
    transition-duration: 1ms;
    transition-property: color, border-color, outline-color, font-size;
  }
  .paper {
    color: #000;
    color-scheme: light;
    transition: none;
  }
  .curve {
    block-size: calc(var(--_height) - 1.5em);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.25rem;
    min-block-size: 2em;
    margin: 0;
    padding: 0;
    color: var(--_quiet);
    font-size: 0.75em;
    line-height: 1.6;
    list-style: none;
  }
  .legend span {
    margin-inline-start: 0.25em;
    color: CurrentColor;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .legend li::before {
    content: '';
    display: inline-block;
    inline-size: 1rem;
    block-size: 3px;
    margin-inline-end: 0.5rem;
    border-radius: 2px;
    background: var(--_training);
    vertical-align: middle;
  }
  .legend .validation::before {
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border-radius: 50%;
    background: var(--_validation);
  }
  .matrix {
    aspect-ratio: 1;
    /* Else a chart that was wider would keep its height. */
    min-block-size: 0;
    max-block-size: 26rem;
    inline-size: 100%;
  }
  .canvas :is(canvas, svg) {
    display: block;
  }
  .failure {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    margin: 0;
    padding: 1rem;
    border-radius: 0.5rem;
    background: Canvas;
    color: CanvasText;
    font-size: 0.875em;
    text-align: center;
  }
  .tooltip {
    position: absolute;
    z-index: 1;
    box-sizing: border-box;
    inline-size: max-content;
    max-inline-size: 100%;
    padding: 0.25rem 0.5rem;
    border-radius: 0.375rem;
    background: light-dark(#1c2024, #f2f4f6);
    color: light-dark(#fff, #111);
    font-size: 0.75em;
    line-height: 1.5;
    font-variant-numeric: tabular-nums;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    pointer-events: none;
  }
  .tooltip[hidden] {
    display: none;
  }

  details {
    margin-block-start: 0.375rem;
  }
  summary {
    font-size: 0.8125em;
    inline-size: fit-content;
    padding: 0.25rem 0;
    line-height: 1.4;
    cursor: pointer;
  }
  .scroll {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.8125em;
    line-height: 1.35;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.3125rem 0;
    padding-inline-end: 0.75rem;
    border-block-end: 1px solid var(--_line);
    font-weight: inherit;
    text-align: end;
    white-space: nowrap;
  }
  thead th {
    white-space: normal;
    vertical-align: bottom;
  }
  .confusion thead th {
    overflow-wrap: anywhere;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }
  th:first-child {
    text-align: start;
  }
  /* Names of classes may be long. */
  :is(.classes, .confusion) th:first-child {
    min-inline-size: 4em;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  thead th,
  tfoot :is(th, td) {
    font-weight: 600;
  }
  tfoot :is(th, td),
  .classes tbody tr:last-child :is(th, td),
  details tbody tr:last-child :is(th, td) {
    border-block-end: 0;
  }
  .summary :is(th, td):nth-child(2),
  .summary :is(th, td):nth-child(3) {
    text-align: start;
  }
  .bar {
    inline-size: min(25cqi, 10rem);
    block-size: 0.5rem;
    margin-inline-end: 0.75rem;
    border-radius: 0.25rem;
    background: var(--_line);
    fill: var(--_training);
  }
  :host(:dir(rtl)) .bar {
    scale: -1 1;
  }
  /* The names of the layers tell their types as well. */
  @container (max-width: 24rem) {
    .summary :is(th, td):nth-child(2) {
      display: none;
    }
    table {
      font-size: 0.75em;
    }
    th,
    td {
      padding-inline-end: 0.5rem;
    }
    .bar {
      inline-size: 3rem;
      margin-inline-end: 0.5rem;
    }
  }

  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    justify-content: space-between;
    margin-block-end: 0.75rem;
  }
  .tools > div {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
    align-items: center;
  }
  button {
    padding-inline: 0.75rem;
    font-size: 0.875em;
  }
  input {
    box-sizing: border-box;
    inline-size: 5.5rem;
    min-block-size: 2.5rem;
    padding-inline: 0.75rem;
    border: 1px solid color-mix(in srgb, currentColor 45%, transparent);
    border-radius: calc(var(--_radius) * 0.66);
    background: transparent;
    color: inherit;
    font: inherit;
  }
  label {
    font-size: 0.8125em;
    white-space: nowrap;
  }
  button[aria-pressed='true'] {
    border-color: transparent;
    background: color-mix(in srgb, currentColor 14%, transparent);
    font-weight: 600;
  }
  input:disabled {
    opacity: 0.45;
  }
  :is(input, .scroll):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 4.5rem));
    gap: 0.5rem;
    justify-content: space-between;
    min-block-size: 12rem;
  }
  figure {
    margin: 0;
    font-size: 0.8125em;
    text-align: center;
  }
  figure canvas {
    display: block;
    inline-size: 100%;
    border-radius: 0.25rem;
    image-rendering: pixelated;
  }
  figcaption {
    display: -webkit-box;
    overflow: hidden;
    /* A little into the gaps. */
    margin: 0.125rem -0.1875rem;
    line-height: 1.3;
    overflow-wrap: anywhere;
    hyphens: auto;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }
  .range {
    margin: 0.5rem 0 0;
    font-size: 0.8125em;
    font-variant-numeric: tabular-nums;
  }
  @media print {
    :host {
      /* Two in a row on A4 and on letter paper. */
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
      break-inside: auto;
    }
    section {
      break-inside: avoid;
    }
    :is(.summary, .classes, .samples) .body {
      min-block-size: 0;
    }
    .tools,
    .tooltip,
    summary,
    .samples:has(.empty) {
      display: none;
    }
    /* A table that stands for a matrix needs the whole width. */
    .confusion:has([open]) {
      grid-column: 1 / -1;
    }
    /* Drawn for the screen, where cards have another width. */
    .canvas > :first-child,
    .canvas :is(canvas, svg) {
      inline-size: 100% !important;
      block-size: 100% !important;
      object-fit: contain;
    }
  }
  @media (forced-colors: active) {
    button[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
