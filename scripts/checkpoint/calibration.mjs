/** How far a network's probabilities can be trusted, and the calibration that makes them trustworthy. */

const CLASSES = 10;
const BYTES = 784;
/** Bins of the expected calibration error, as in the paper. */
const BINS = 15;
/** Share of held-out digits that the network may doubt. */
const DOUBT = 0.007;

/** @typedef {import('../../src/data/dataset.js').Examples} Examples */
/** @typedef {{ label: number, probabilities: Float32Array }[]} Readings what a network made of labelled images */

/**
 * @param {import('../../src/engine/simd/kernels.js').SimdNetwork} network
 * @param {Examples} examples
 * @returns {Readings}
 */
export function read(network, { count, pixels, labels }) {
  const readings = [];
  for (let start = 0; start < count; start += network.maxBatch) {
    const end = Math.min(start + network.maxBatch, count);
    const probabilities = network.predict(pixels.subarray(start * BYTES, end * BYTES));
    for (let i = start; i < end; i++) {
      const at = (i - start) * CLASSES;
      readings.push({ label: labels[i], probabilities: probabilities.subarray(at, at + CLASSES) });
    }
  }
  return readings;
}

/**
 * The temperature with the least cross-entropy (C. Guo et al., “On calibration of modern neural networks”, 2017,
 * https://arxiv.org/abs/1706.04599), and the threshold below which the least sure 0.7 % lie.
 *
 * @param library what `loadLibrary()` gives
 * @param {Readings} readings of images that the network has not learned from
 * @returns {import('../../src/shared/prediction.js').Calibration}
 */
export function calibrate(library, readings) {
  const loss = (temperature) =>
    readings.reduce(
      (sum, { label, probabilities }) => sum - Math.log(library.scaleTemperature(probabilities, temperature)[label]),
      0,
    );
  const temperature = Number(leastAt(loss, 0.5, 3).toFixed(3));
  const confidences = readings.map((reading) => confidenceOf(library, reading, temperature)).sort((a, b) => a - b);
  const threshold = Number(confidences[Math.floor(DOUBT * confidences.length)].toFixed(3));
  return { temperature, threshold };
}

/** Share of right answers, 0…1. @param {Readings} readings */
export function accuracyOf(readings) {
  return readings.filter(isRight).length / readings.length;
}

/** Share of readings that get no label, 0…1. @param {Readings} readings */
export function doubtOf(library, readings, { temperature, threshold }) {
  return readings.filter((reading) => confidenceOf(library, reading, temperature) < threshold).length / readings.length;
}

/**
 * Expected calibration error, 0…1: how far confidence and accuracy differ, on average over 15 bins of confidence, each
 * weighted by its share of the readings.
 *
 * @param {Readings} readings
 */
export function expectedCalibrationError(library, readings, temperature) {
  const bins = Array.from({ length: BINS }, () => ({ confidence: 0, right: 0 }));
  for (const reading of readings) {
    const confidence = confidenceOf(library, reading, temperature);
    const bin = bins[Math.min(Math.floor(confidence * BINS), BINS - 1)];
    bin.confidence += confidence;
    bin.right += isRight(reading);
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / readings.length;
}

function confidenceOf(library, { probabilities }, temperature) {
  return Math.max(...library.scaleTemperature(probabilities, temperature));
}

function isRight({ label, probabilities }) {
  return probabilities.indexOf(Math.max(...probabilities)) === label;
}

/** Golden-section search for the least value of a function with one valley. */
function leastAt(of, low, high) {
  const ratio = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-4) {
    const [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (of(a) < of(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}
