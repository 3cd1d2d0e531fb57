import { expect } from 'chai';
import { DEFAULT_CALIBRATION, scaleTemperature, toPrediction } from '../../src/shared/prediction.js';

const NAMES = ['zero', 'one', 'two'];
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('A prediction', () => {
  it('names the most probable class, how probable it is, and the probability of every class', () => {
    const { label, index, confidence, probabilities } = toPrediction(new Float32Array([0.1, 0.7, 0.2]), NAMES);
    expect(label).to.equal('one');
    expect(index).to.equal(1);
    expect(confidence).to.be.closeTo(0.7, 1e-6);
    expect(probabilities).to.have.lengthOf(3);
    [0.1, 0.7, 0.2].forEach((expected, i) => expect(probabilities[i]).to.be.closeTo(expected, 1e-6));
  });

  it('calls a class without a name by its index', () => {
    expect(toPrediction(new Float32Array([0, 0, 0, 1]), NAMES).label).to.equal('3');
  });

  it('names the first of two classes that are equally probable', () => {
    const { index } = toPrediction(new Float32Array([0, 0.5, 0.5]), NAMES);
    expect(index).to.equal(1);
  });

  it('names no class when the network is not sure, but tells which it leans to', () => {
    const { label, index, confidence } = toPrediction(new Float32Array([0.5, 0.3, 0.2]), NAMES);
    expect(label).to.be.null;
    expect(index).to.equal(0);
    expect(confidence).to.be.closeTo(0.5, 1e-6);
  });

  it('is sure exactly from the threshold on', () => {
    const at = (threshold: number): string | null =>
      toPrediction(new Float32Array([0.5, 0.5]), NAMES, { temperature: 1, threshold }).label;
    expect(at(0.49)).to.equal('zero');
    expect(at(0.5)).to.equal('zero');
    expect(at(0.51)).to.be.null;
    expect(at(0)).to.equal('zero');
  });

  it('never names a class when nothing is known', () => {
    expect(toPrediction(new Float32Array(10).fill(0.1), NAMES).label).to.be.null;
  });

  it('judges by the calibrated probability', () => {
    const probabilities = new Float32Array([0.8, 0.1, 0.1]);
    expect(toPrediction(probabilities, NAMES, { temperature: 1, threshold: 0.7 }).label).to.equal('zero');
    expect(toPrediction(probabilities, NAMES, { temperature: 2, threshold: 0.7 }).label).to.be.null;
  });

  it('is uncalibrated unless asked for', () => {
    expect(DEFAULT_CALIBRATION.temperature).to.equal(1);
  });

  it('does not change the probabilities that it was given', () => {
    const probabilities = new Float32Array([0.2, 0.8]);
    toPrediction(probabilities, NAMES, { temperature: 3, threshold: 0.5 });
    expect([...probabilities]).to.deep.equal([...new Float32Array([0.2, 0.8])]);
  });
});

describe('Temperature scaling', () => {
  it('is the softmax of the logits divided by the temperature', () => {
    const softmax = (logits: readonly number[]): number[] => {
      const powers = logits.map(Math.exp);
      return powers.map((power) => power / sum(powers));
    };
    const logits = [2, -1, 0.5, 4];
    for (const temperature of [0.5, 1, 1.7, 10]) {
      const expected = softmax(logits.map((logit) => logit / temperature));
      scaleTemperature(softmax(logits), temperature).forEach((value, i) => {
        expect(value).to.be.closeTo(expected[i]!, 1e-12);
      });
    }
  });

  it('flattens above 1, sharpens below 1, and keeps the order', () => {
    const probabilities = [0.6, 0.3, 0.1];
    const [flat, sharp] = [scaleTemperature(probabilities, 2), scaleTemperature(probabilities, 0.5)];
    expect(flat[0]).to.be.lessThan(0.6);
    expect(sharp[0]).to.be.greaterThan(0.6);
    for (const [a = 0, b = 0, c = 0] of [flat, sharp]) expect(a > b && b > c).to.be.true;
  });

  it('gives finite numbers that sum to 1, also where the network rules classes out', () => {
    for (const temperature of [0.05, 1, 20]) {
      for (const probabilities of [
        [1, 0, 0],
        [1e-45, 1, 0],
        [0.5, 0.5, 0],
      ]) {
        const scaled = scaleTemperature(new Float32Array(probabilities), temperature);
        expect(scaled.every(Number.isFinite)).to.be.true;
        expect(sum(scaled)).to.be.closeTo(1, 1e-9);
      }
    }
  });
});
