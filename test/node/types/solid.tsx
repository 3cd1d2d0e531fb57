/** @jsxImportSource solid-js */
/** What TypeScript knows of the tags in Solid's JSX. */
import type {} from 'mnist-elements/solid';

export const Lesson = () => (
  <section>
    <mnist-trainer
      id="lesson"
      class="wide"
      epochs={2}
      train-size={2000}
      model="dense"
      on:mnist-batch-end={(event) => event.detail.loss.toFixed(3)}
    />
    <mnist-charts for="lesson" views="loss summary" />
    <digit-pad for="lesson" prop:strokes={[[[0.5, 0.2]]]} on:mnist-prediction={({ detail }) => detail.label} />
    <mnist-trainer epochs="5" seed="7" threads="2" train-size="2000" learning-rate="0.01" />
    <mnist-trainer threads={2} />
    <mnist-trainer threads="auto" />
    <digit-pad threshold="0.5" stroke-width="0.08" />
    {/* @ts-expect-error -- not a number */}
    <mnist-trainer epochs="many" />
    {/* @ts-expect-error -- no such view */}
    <mnist-charts views="losss" />
    {/* @ts-expect-error -- no such attribute */}
    <mnist-trainer epoch={2} />
    {/* @ts-expect-error -- no such optimizer */}
    <mnist-trainer optimizer="newton" />
    {/* @ts-expect-error -- a batch has no such figure */}
    <mnist-trainer on:mnist-batch-end={(event) => event.detail.valLoss} />
  </section>
);
