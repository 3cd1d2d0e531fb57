/** Two trainers at once, and every stroke on both pads, so that both networks read the same drawing. */
const trainers = [...document.querySelectorAll('mnist-trainer')];
const pads = [...document.querySelectorAll('digit-pad')];

document.querySelector('#both').addEventListener('click', () => {
  // A failure is shown by the trainer itself.
  for (const trainer of trainers) trainer.train().catch(() => {});
});

for (const pad of pads) {
  pad.addEventListener('input', () => {
    for (const other of pads) {
      if (other === pad) continue;
      other.strokes = pad.strokes;
      other.predict().catch(() => {});
    }
  });
}
