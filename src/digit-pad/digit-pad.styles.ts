/** The looks of the pad. */
import { css } from 'lit';

export const styles = css`
  :host {
    --_bars: var(--digit-pad-accent, var(--_accent));
    display: block;
    container-type: inline-size;
    /* As a container it has no width of its own to offer to dialogs and flex rows, but this one. */
    contain-intrinsic-inline-size: var(--digit-pad-size, 20rem);
    min-inline-size: 0;
    line-height: 1.4;
  }

  :host([hidden]),
  [hidden] {
    display: none;
  }

  .layout {
    display: grid;
    grid-template-columns: minmax(0, var(--digit-pad-size, 20rem));
    gap: 0.75rem;
  }

  /* Side by side from here on; the bars end where the buttons do, so that the sentence has room to change. */
  @container (min-width: 32rem) {
    .layout {
      grid-template-columns: min(var(--digit-pad-size, 20rem), 55%) minmax(0, 24rem);
      column-gap: clamp(1.5rem, 5cqi, 3rem);
    }

    .result {
      grid-template-rows: 1fr auto;
    }
  }

  .input,
  .result {
    display: grid;
    align-content: start;
    gap: 0.75rem;
  }

  .surface {
    position: relative;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--digit-pad-radius, var(--_radius));
    background: var(--digit-pad-surface, var(--_surface));
  }

  .surface:has(:focus-visible) {
    outline: 3px solid var(--_bars);
    outline-offset: 2px;
  }

  /* Not the surface is made square: WebKit would take the border's width into the canvas's height. */
  canvas {
    display: block;
    inline-size: 100%;
    aspect-ratio: 1;
    outline: none;
    color: var(--digit-pad-ink, inherit);
    cursor: crosshair;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
    /* Tells the script when the colour changes. */
    transition: color 1ms;
  }

  /* What nobody can draw on is scrolled as the rest of the page is. */
  .surface[data-idle] canvas {
    cursor: default;
    touch-action: auto;
  }

  .hint {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    padding: 1rem;
    text-align: center;
    opacity: 0.7;
    pointer-events: none;
  }

  .hint[hidden] {
    display: none;
  }

  .cursor {
    position: absolute;
    inline-size: 1rem;
    block-size: 1rem;
    border: 2px solid var(--_bars);
    border-radius: 50%;
    translate: -50% -50%;
    pointer-events: none;
  }

  .cursor[data-down] {
    background: var(--_bars);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }

  .buttons button {
    flex: 1 1 auto;
  }

  button {
    min-block-size: 2.5rem;
    padding: 0.25rem 0.5rem;
    border-radius: 0.5rem;
    transition: background-color 120ms;
  }

  button:hover {
    background: var(--_faint);
  }

  button:is(:disabled, [aria-disabled='true']) {
    background: transparent;
    opacity: 0.5;
    cursor: default;
  }

  .status {
    align-self: center;
    margin: 0;
    text-wrap: balance;
  }

  .status[data-answer] {
    font-size: 1.375em;
    font-weight: 600;
  }

  .message {
    /* Three lines, so that nothing moves when the sentence changes. */
    min-block-size: 4.2em;
    display: grid;
  }

  .bars {
    display: grid;
    grid-template-columns: fit-content(40%) 1fr 3.5em;
    gap: 0.25rem 0.75rem;
    margin: 0;
    padding: 0;
    list-style: none;
    font-variant-numeric: tabular-nums;
  }

  li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
  }

  [data-best] .percent {
    font-weight: 600;
  }

  .track {
    block-size: 0.625rem;
    border-radius: 1rem;
    background: var(--_faint);
    overflow: hidden;
  }

  .fill {
    display: block;
    block-size: 100%;
    border-radius: inherit;
    background: var(--_bars);
    opacity: 0.55;
    transform-origin: left;
    transition: scale 150ms ease-out;
  }

  :host(:dir(rtl)) .percent {
    text-align: left;
  }

  :host(:dir(rtl)) .fill {
    transform-origin: right;
  }

  [data-best] .fill {
    opacity: 1;
  }

  .percent {
    text-align: end;
    white-space: nowrap;
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    button,
    .fill {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .track {
      border: 1px solid CanvasText;
    }

    .fill,
    .cursor[data-down] {
      opacity: 1;
      forced-color-adjust: none;
    }
  }
`;
