/** Looks of `<mnist-trainer>`: a card. */
import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    font-variant-numeric: tabular-nums;
    line-height: 1.45;
  }
  :host([hidden]) {
    display: none;
  }
  /* Not the host: many pages reset padding and border of every element, which counts for more than what is said here. */
  [part='card'] {
    box-sizing: border-box;
    padding: 1.25em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    container-type: inline-size;
  }
  p {
    margin: 0;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75em 1.5em;
    min-block-size: 3.25em;
  }
  [part='controls'],
  .menu {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  /* What there is nothing to do for, but for the main button, whose place stays. */
  button:disabled:not([part~='primary']),
  details:not(:has(button:enabled)) {
    display: none;
  }
  button[part~='primary'] {
    min-inline-size: 8em;
    font-weight: 600;
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  [data-idle] {
    visibility: hidden;
  }
  [part='result'] {
    display: flex;
    align-items: baseline;
    gap: 0.6em;
    white-space: nowrap;
  }
  [part='result'] span {
    color: var(--_quiet);
  }
  [part='result'] strong {
    font-size: 1.7em;
    font-weight: 650;
    letter-spacing: -0.02em;
  }
  [part='status'] {
    margin-block-start: 0.9em;
    min-block-size: 1.45em;
  }
  [part='error'] {
    margin-block-start: 0.6em;
    padding: 0.6em 0.9em;
    border-inline-start: 3px solid var(--_warning);
    border-radius: 4px;
    background: color-mix(in srgb, var(--_warning) 12%, transparent);
    overflow-wrap: anywhere;
  }
  progress {
    appearance: none;
    display: block;
    inline-size: 100%;
    block-size: 8px;
    margin-block-start: 0.8em;
    border: 0;
    border-radius: 4px;
    background: var(--_faint);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--_faint);
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
    border-radius: 4px;
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
    border-radius: 4px;
  }
  [part='notes'],
  [part='details'],
  .foot {
    color: var(--_quiet);
    font-size: 0.875em;
  }
  [part='notes'] {
    margin-block-start: 0.3em;
  }
  [part='details'] {
    margin-block-start: 0.5em;
    min-block-size: 1.45em;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 0.5em 1em;
    margin-block-start: 0.6em;
    min-block-size: 1.6em;
  }
  summary {
    cursor: pointer;
  }
  .menu {
    margin-block-start: 0.6em;
  }
  /* Said rather than left to the words' lengths, so that a page knows how high the card will be. */
  @container (max-width: 44em) {
    .head {
      flex-direction: column;
      align-items: stretch;
    }
    [part='result'] {
      justify-content: space-between;
    }
  }
  @container (max-width: 30em) {
    [part='status'],
    [part='details'] {
      /* The lines break here: the card must not change its height while it counts. */
      min-block-size: 2.9em;
    }
    [part='controls'] button {
      flex: auto;
    }
  }
  @media (forced-colors: active) {
    button[part~='primary']:enabled {
      forced-color-adjust: none;
    }
    progress {
      border: 1px solid CanvasText;
      forced-color-adjust: none;
    }
  }
`;
