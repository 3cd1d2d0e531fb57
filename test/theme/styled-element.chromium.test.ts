import { expect, fixture, html } from '@open-wc/testing';
import { css, type TemplateResult } from 'lit';
import { StyledElement } from '../../src/theme/styled-element.js';

class StyledSample extends StyledElement {
  static override readonly styles = css`
    p {
      color: rgb(1, 2, 3);
    }
  `;

  protected override render(): TemplateResult {
    return html`<p>Words</p>`;
  }
}
customElements.define('styled-sample', StyledSample);

describe('A styled element', () => {
  it('keeps its own styles when those of a part are added, and those of each part', async () => {
    const sample = await fixture<StyledSample>(html`<styled-sample></styled-sample>`);
    sample.addStyles(css`
      p {
        margin-top: 4px;
      }
    `);
    sample.addStyles(css`
      p {
        margin-bottom: 5px;
      }
    `);
    const { color, marginTop, marginBottom } = getComputedStyle(sample.renderRoot.querySelector('p')!);
    expect([color, marginTop, marginBottom]).to.deep.equal(['rgb(1, 2, 3)', '4px', '5px']);
  });
});
