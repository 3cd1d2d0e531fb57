/** The looks of an answer. */
import { css } from 'lit';

export const styles = css`
  .answer {
    font-size: 5.5rem;
    font-weight: 650;
    line-height: 1;
  }

  [data-words] .answer {
    font-size: 1.75rem;
  }

  .answer[data-unsure] {
    color: var(--_quiet);
    font-weight: inherit;
  }

  .confidence {
    font-size: 1.125em;
  }

  .bars {
    display: grid;
    grid-template-columns: fit-content(40%) 1fr 3.25em;
    gap: 0.125rem 0.5rem;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.875em;
    font-variant-numeric: tabular-nums;
    line-height: 1.25;
  }

  li {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
  }

  .percent {
    color: var(--_quiet);
    text-align: end;
    white-space: nowrap;
  }

  [data-best] .percent {
    color: inherit;
    font-weight: 600;
  }

  .track {
    block-size: 0.375rem;
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

  @media (prefers-reduced-motion: reduce) {
    .fill {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .track {
      border: 1px solid CanvasText;
    }

    .fill {
      opacity: 1;
      forced-color-adjust: none;
    }
  }
`;
