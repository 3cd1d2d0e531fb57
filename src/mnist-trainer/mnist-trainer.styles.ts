/** Looks of `<mnist-trainer>`: a card that takes the page's font, text colour and colour scheme. */
import { css } from 'lit';

export const styles = css`
  :host {
    --_accent: var(--mnist-accent, light-dark(#2456d6, #7aa2ff));
    --_on-accent: light-dark(#fff, #0b1020);
    --_surface: var(--mnist-surface, light-dark(#fff, #191d26));
    --_border: var(--mnist-border, light-dark(#d5dae3, #394050));
    --_track: light-dark(#e8ebf1, #2a303c);
    --_quiet: color-mix(in srgb, currentColor 72%, transparent);
    --_radius: var(--mnist-radius, 12px);
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
    min-height: 3.25em;
  }
  [part='controls'],
  .menu {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  button {
    min-height: 2.75em;
    padding: 0.4em 1.1em;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.66);
    background: transparent;
    color: inherit;
    font: inherit;
    font-weight: 550;
    cursor: pointer;
  }
  button:hover:enabled {
    border-color: currentColor;
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  button[part~='primary'] {
    min-width: 8em;
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button[part~='primary']:hover:enabled {
    border-color: transparent;
    filter: brightness(1.1);
  }
  :is(button, summary):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
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
    min-width: 4.2em;
    font-size: 1.7em;
    font-weight: 650;
    letter-spacing: -0.02em;
  }
  [part='status'] {
    margin-top: 0.9em;
    min-height: 1.45em;
  }
  [part='error'] {
    margin-top: 0.6em;
    padding: 0.6em 0.9em;
    border-inline-start: 3px solid light-dark(#c62f2f, #ff8a80);
    border-radius: 4px;
    background: light-dark(#fdeeee, #3a2022);
    overflow-wrap: anywhere;
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 8px;
    margin-top: 0.8em;
    border: 0;
    border-radius: 4px;
    background: var(--_track);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--_track);
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
    border-radius: 4px;
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
    border-radius: 4px;
  }
  [part='details'],
  .foot {
    color: var(--_quiet);
    font-size: 0.875em;
  }
  [part='details'] {
    margin-top: 0.5em;
    min-height: 1.45em;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 0.5em 1em;
    margin-top: 0.6em;
    min-height: 1.6em;
  }
  summary {
    cursor: pointer;
    border-radius: 4px;
  }
  .menu {
    margin-top: 0.6em;
  }
  /* Said rather than left to the words' lengths, so that a page knows how high the card will be. */
  @container (max-width: 44em) {
    .head {
      flex-direction: column;
      align-items: stretch;
    }
  }
  @container (max-width: 30em) {
    [part='status'],
    [part='details'] {
      /* The lines break here: the card must not change its height while it counts. */
      min-height: 2.9em;
    }
    [part='controls'] {
      width: 100%;
    }
    [part='controls'] button {
      flex: 1 auto;
      min-width: 0;
      padding-inline: 0.6em;
      white-space: nowrap;
    }
  }
  @container (max-width: 17em) {
    button[part~='primary'] {
      flex-basis: 100%;
    }
  }
  @media (forced-colors: active) {
    button[part~='primary'] {
      border-color: ButtonText;
    }
  }
`;
