/** Keeps what the trainer tells, for the test to read. */
const trainer = document.querySelector('mnist-trainer');
const told = { batches: [], epochs: [], recoveries: 0, errors: [], speeds: [], persisted: false, end: undefined };
window.told = told;

trainer.addEventListener('mnist-batch-end', ({ detail }) => {
  for (const { batch } of detail.points) told.batches.push((detail.epoch - 1) * detail.batches + batch);
  told.speeds.push(detail.imagesPerSecond);
});
trainer.addEventListener('mnist-epoch-end', ({ detail }) => told.epochs.push(detail.epoch));
trainer.addEventListener('mnist-recovery', () => (told.recoveries += 1));
trainer.addEventListener('mnist-error', ({ detail }) => told.errors.push(detail.code));
trainer.addEventListener('mnist-train-end', ({ detail }) => (told.end = detail));
addEventListener('pageshow', ({ persisted }) => (told.persisted ||= persisted));
