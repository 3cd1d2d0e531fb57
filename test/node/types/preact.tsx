/** @jsxImportSource preact */
/** What TypeScript knows of the tags in Preact's JSX. */
import { useRef } from 'preact/hooks';
import type {} from 'mnist-elements/preact';
import type { DigitPad } from 'mnist-elements';

export function Lesson() {
  const pad = useRef<DigitPad>(null);
  return (
    <section>
      <mnist-trainer
        id="lesson"
        className="wide"
        epochs={2}
        train-size={2000}
        testSize={500}
        model="dense"
        autostart
        onmnist-batch-end={(event) => event.detail.loss.toFixed(3)}
      />
      <mnist-charts for="lesson" views="loss summary" key="charts" />
      <digit-pad
        ref={pad}
        for="lesson"
        strokes={[[[0.5, 0.2]]]}
        onmnist-prediction={({ detail }) => detail.probabilities.length}
      >
        <b slot="hint">Draw</b>
      </digit-pad>
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
      {/* @ts-expect-error -- not a number */}
      <mnist-trainer train-size="many" />
      {/* @ts-expect-error -- a batch has no such figure */}
      <mnist-trainer onmnist-batch-end={(event) => event.detail.valLoss} />
      {/* @ts-expect-error -- what it is doing cannot be set */}
      <mnist-trainer state="training" />
    </section>
  );
}
