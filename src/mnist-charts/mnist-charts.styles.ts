/** The frame of `<mnist-charts>`: everything whose size is known before there is anything to draw. */
import { css } from 'lit';

export const styles = css`
  :host {
    --_height: var(--mnist-charts-height, 14rem);
    --_line: var(--mnist-charts-line, var(--_border));
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
    gap: var(--mnist-charts-gap, 1rem);
  }
  :host([hidden]) {
    display: none;
  }
  section {
    container-type: inline-size;
    min-inline-size: 0;
    padding: 0.875rem 1rem 0.5rem;
    border: 1px solid var(--_line);
    border-radius: var(--mnist-charts-radius, var(--_radius));
    background: var(--_surface);
  }
  h2 {
    margin: 0 0 0.625rem;
    font-size: 1em;
    font-weight: 600;
  }
  .body {
    /* What is empty has a margin, which WebKit adds to the least height of what is around it. */
    display: flow-root;
  }
  .empty {
    display: grid;
    place-items: center;
    box-sizing: border-box;
    block-size: var(--_height);
    /* As high as the line below a chart that opens its data. */
    margin: 0 0 calc(0.875rem + 1.3em);
    padding: 1rem;
    border-radius: 0.5rem;
    background: color-mix(in srgb, currentColor 4%, transparent);
    color: var(--_quiet);
    font-size: 0.875em;
    text-align: center;
  }
  .summary .empty,
  .classes .empty {
    block-size: 19rem;
    margin: 0;
  }
  .confusion .empty {
    block-size: auto;
    aspect-ratio: 1;
    max-block-size: 26rem;
    inline-size: 100%;
  }
  .summary .body,
  .classes .body {
    min-block-size: 19rem;
  }
  .samples .body {
    min-block-size: 22.75rem;
  }
  @container (min-width: 26rem) {
    .samples .body {
      min-block-size: 24.75rem;
    }
  }
`;
