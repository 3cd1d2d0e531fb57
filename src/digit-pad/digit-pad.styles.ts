/** The looks of the pad. */
import { css } from 'lit';

export const styles = css`
  :host {
    --_bars: var(--digit-pad-accent, var(--_accent));
    --_square: color-mix(in srgb, currentColor 6%, transparent);
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

  .input,
  .result {
    display: grid;
    align-content: start;
    gap: 0.75rem;
  }

  /* Narrow: drawing, what the network sees and answer from top to bottom, the bars beside the latter two. */
  .result:not([data-words]) {
    grid-template-columns: minmax(7rem, 2fr) 3fr;
    /* Ten bars. */
    min-block-size: calc(11em + 1.125rem);

    .message {
      grid-column: 1;
    }

    .bars {
      grid-area: 1 / 2 / span 2;
    }
  }

  /* From left to right from here on; the bars end where the buttons do. */
  @container (min-width: 32rem) {
    .layout {
      grid-template-columns: min(var(--digit-pad-size, 20rem), 55%) minmax(0, 24rem);
      column-gap: clamp(1.5rem, 5cqi, 3rem);
    }

    .result:nth-child(n) {
      grid-template: auto 1fr / auto 1fr;
      column-gap: 1.5rem;
      min-block-size: calc(12.6em + 7.375rem);

      .message {
        grid-column: 2;
      }

      .bars,
      .seen:empty + .message {
        grid-column: 1 / -1;
      }

      .bars {
        grid-row: 2;
        align-self: end;
      }
    }
  }

  .seen:empty {
    display: none;
  }

  .surface {
    position: relative;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--digit-pad-radius, var(--_radius));
    background: var(--digit-pad-surface, var(--mnist-surface, var(--_paper, var(--_surface))));
  }

  /* Looks like squared paper as long as it can be drawn on. */
  .surface:not([data-idle]) {
    box-shadow: 0 1px 4px var(--_faint);
    background-image:
      linear-gradient(var(--_square) 1px, transparent 1px), linear-gradient(90deg, var(--_square) 1px, transparent 1px);
    background-size: calc(100% / 7) calc(100% / 7);
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
    gap: 0.25rem;
  }

  .buttons button {
    min-inline-size: 4.5rem;
    padding-inline: 0.5rem;
  }

  /* What clears stands apart. */
  .buttons :last-child {
    margin-inline-start: auto;
  }

  /* What there is nothing to do for keeps its place, and the focus if a keyboard is there. */
  .buttons [aria-disabled='true']:not(:focus-visible) {
    visibility: hidden;
  }

  .message {
    /* Answer and percentage, so that nothing moves when they come. */
    min-block-size: calc(5.5rem + 1.6em);
    display: grid;
    align-content: center;
    overflow-wrap: anywhere;

    p {
      margin: 0;
    }
  }

  .status {
    text-wrap: balance;
  }

  .unseen,
  .status[data-answer] {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @supports (color: lab(from currentColor l a b)) {
    :host {
      /* White behind dark ink, and a shade behind light ink, which a dark page has. */
      --_paper: lab(from currentColor calc((50 - l) * 99) 0 0 / calc(0.95 - l * 0.007));
    }
  }

  @media (forced-colors: active) {
    .cursor[data-down] {
      forced-color-adjust: none;
    }
  }
`;
