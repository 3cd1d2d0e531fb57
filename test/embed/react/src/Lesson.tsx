import 'mnist-elements';
import type { DigitPad } from 'mnist-elements';
import { useRef, useState } from 'react';

const ONE: DigitPad['strokes'] = [
  [
    [0.5, 0.2],
    [0.5, 0.8],
  ],
];

export function Lesson() {
  const [shown, setShown] = useState(true);
  const [strokes, setStrokes] = useState<DigitPad['strokes']>([]);
  const [accuracy, setAccuracy] = useState<number | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);
  const pad = useRef<DigitPad>(null);

  return (
    <main>
      <label>
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} /> Show the lesson
      </label>
      {shown && (
        <>
          <mnist-trainer
            id="lesson"
            augment="none"
            seed={1}
            onmnist-train-end={(event) => setAccuracy(event.detail.testAccuracy)}
          />
          <mnist-charts for="lesson" />
          <digit-pad
            ref={pad}
            for="lesson"
            live
            strokeWidth={0.08}
            strokes={strokes}
            onmnist-prediction={(event) => setAnswer(event.detail.label)}
          >
            <span slot="hint">{accuracy === null ? 'Train first' : 'Draw a digit'}</span>
          </digit-pad>
          <button onClick={() => setStrokes(ONE)}>Draw a one</button>
          <button onClick={() => pad.current?.predict()}>Read it</button>
        </>
      )}
      <p>
        Test accuracy: <output id="accuracy">{accuracy}</output>. You drew: <output id="answer">{answer}</output>.
      </p>
    </main>
  );
}
