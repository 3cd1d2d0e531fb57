import 'mnist-elements';
import type { DigitPad } from 'mnist-elements';
import { createSignal, Show } from 'solid-js';

const ONE: DigitPad['strokes'] = [
  [
    [0.5, 0.2],
    [0.5, 0.8],
  ],
];

export function Lesson() {
  const [shown, setShown] = createSignal(true);
  const [strokes, setStrokes] = createSignal<DigitPad['strokes']>([]);
  const [accuracy, setAccuracy] = createSignal<number | null>(null);
  const [answer, setAnswer] = createSignal<string | null>(null);
  let pad: DigitPad | undefined;

  return (
    <main>
      <label>
        <input type="checkbox" checked={shown()} onChange={(event) => setShown(event.currentTarget.checked)} /> Show the
        lesson
      </label>
      <Show when={shown()}>
        <mnist-trainer
          id="lesson"
          augment="none"
          prop:seed={1}
          on:mnist-train-end={(event) => setAccuracy(event.detail.testAccuracy)}
        />
        <mnist-charts for="lesson" />
        <digit-pad
          ref={pad}
          for="lesson"
          live
          prop:strokeWidth={0.08}
          prop:strokes={strokes()}
          on:mnist-prediction={(event) => setAnswer(event.detail.label)}
        >
          <span slot="hint">{accuracy() === null ? 'Train first' : 'Draw a digit'}</span>
        </digit-pad>
        <button onClick={() => setStrokes(ONE)}>Draw a one</button>
        <button onClick={() => pad?.predict()}>Read it</button>
      </Show>
      <p>
        Test accuracy: <output id="accuracy">{accuracy()}</output>. You drew: <output id="answer">{answer()}</output>.
      </p>
    </main>
  );
}
