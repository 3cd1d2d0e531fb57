/** The looks of the parts that only some pads show. */
import { css } from 'lit';

export const styles = css`
  .inspector:not(:empty) {
    display: grid;
    gap: 1rem;
    margin-block-start: 1rem;
  }

  .correction {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem;
  }

  .correction > span {
    margin-inline-end: 0.25rem;
  }

  .correction > button {
    min-inline-size: 2.5rem;
    padding-inline: 0.5rem;
  }

  /* Keeps its place until there is something to say. */
  .correction[data-idle] > :not(.lesson),
  .lesson[data-idle] > button {
    visibility: hidden;
  }

  button[aria-pressed='true'] {
    border-color: var(--_bars);
    background: color-mix(in srgb, var(--_bars) 20%, transparent);
    font-weight: 600;
  }

  .lesson {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
    flex-basis: 100%;
    margin: 0;
  }

  .lesson span {
    flex: 1 1 8rem;
    /* Two lines, so that nothing moves when it changes. */
    min-block-size: 2.8em;
    align-content: center;
  }

  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 1rem 1.5rem;
  }

  figure {
    margin: 0;
  }

  figcaption {
    margin-block-start: 0.25rem;
    font-size: 0.875em;
    opacity: 0.75;
  }

  figure canvas {
    aspect-ratio: auto;
    border-radius: 0.25rem;
    cursor: auto;
    image-rendering: pixelated;
    touch-action: auto;
  }

  /* Whole pixels for each of 28. */
  .input-image canvas {
    flex: none;
    inline-size: 56px;
    block-size: auto;
  }

  .input-image {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    text-wrap: balance;
  }

  @container (min-width: 32rem) {
    .input-image {
      display: block;

      canvas {
        inline-size: 84px;
      }
    }
  }

  .layer {
    flex: 1 1 16rem;
    max-inline-size: 26rem;
  }

  @media (forced-colors: active) {
    button[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }

  .maps {
    display: grid;
    grid-template-columns: repeat(8, 1fr);
    gap: 0.25rem;
  }
`;
