/** Shows what the network makes of a drawing: the answer, a sentence, and a bar for every class. Loaded when needed. */
import { html, type TemplateResult } from 'lit';
import type { Prediction } from '../shared/types.js';
import type { Localizer } from '../localize/localizer.js';
import { padStrings } from './digit-pad.strings.js';

export { styles } from './answer.styles.js';

/** The answer for those who see it, as large as it deserves; the sentence says the same to those who do not. */
export function answer(
  { label, index, confidence }: Prediction,
  names: readonly string[],
  { formats }: Localizer,
): TemplateResult {
  return html`
    <p class="answer" part="answer" aria-hidden="true" ?data-unsure=${label === null}>
      ${label ?? `${names[index] ?? index}?`}
    </p>
    <p class="confidence" part="confidence" aria-hidden="true">${formats.percent(confidence)}</p>
  `;
}

/** The prediction in a sentence. */
export function sentence(
  { label, index, confidence }: Prediction,
  names: readonly string[],
  localizer: Localizer,
): string {
  const words = localizer.words('pad', padStrings);
  const probability = localizer.formats.percent(confidence);
  return label === null ? words.unsure(names[index] ?? String(index), probability) : words.answer(label, probability);
}

/** A list with name, bar and percentage of every class; without a prediction the bars are empty. */
export function bars(
  prediction: Prediction | undefined,
  names: readonly string[],
  localizer: Localizer,
): TemplateResult {
  return html`
    <ol class="bars" part="bars" role="list" aria-label=${localizer.words('pad', padStrings).bars}>
      ${names.map((name, index) => {
        const probability = prediction?.probabilities[index];
        const isBest = probability !== undefined && index === prediction?.index;
        // Set as a property: a strict Content-Security-Policy forbids style attributes.
        return html`
          <li part="bar" ?data-best=${isBest}>
            <span class="name">${name}</span>
            <span class="track"><span class="fill" .style=${`scale: ${probability ?? 0} 1`}></span></span>
            <span class="percent">${probability === undefined ? '' : localizer.formats.percent(probability)}</span>
          </li>
        `;
      })}
    </ol>
  `;
}
