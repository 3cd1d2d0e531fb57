import { expect } from 'chai';
import { Formats } from '../../src/localize/formats.js';

/** Browsers differ in the kind of space between number and unit. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('Formats', () => {
  it('writes numbers as the language does', () => {
    expect(new Formats('en').number(60_000)).to.equal('60,000');
    expect(new Formats('de').number(60_000)).to.equal('60.000');
    expect(new Formats('de').number(0.12345, 3)).to.equal('0,123');
    expect(new Formats('ar-EG').number(28)).to.equal('٢٨');
  });

  it('writes percentages as the language does', () => {
    expect(new Formats('en').percent(0.98519, 2)).to.equal('98.52%');
    expect(plain(new Formats('de').percent(0.98519, 2))).to.equal('98,52 %');
  });

  it('writes durations as people say them', () => {
    const { english, german } = { english: new Formats('en'), german: new Formats('de') };
    expect(english.duration(0)).to.equal('0 sec');
    expect(english.duration(7.26, 1)).to.equal('7.3 sec');
    expect(english.duration(59.4)).to.equal('59 sec');
    expect(english.duration(59.6)).to.equal('1 min 0 sec');
    expect(plain(german.duration(125))).to.equal('2 Min. 5 Sek.');
    expect(english.duration(-1)).to.equal('0 sec');
  });

  it('writes megabytes', () => {
    expect(plain(new Formats('de').megabytes(9_912_422))).to.equal('9,9 MB');
  });
});
