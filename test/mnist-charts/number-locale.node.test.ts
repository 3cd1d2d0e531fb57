import { expect } from 'chai';
import { numberLocale } from '../../src/mnist-charts/number-locale.js';

describe('The numbers on the axes of charts', () => {
  for (const [language, thousands, decimal] of [
    ['en', ',', '.'],
    ['de', '.', ','],
  ] as const) {
    it(`have “${thousands}” between thousands and “${decimal}” before decimal places in the language ${language}`, () => {
      expect(numberLocale(language)).to.deep.include({ thousands, decimal });
    });
  }
});
