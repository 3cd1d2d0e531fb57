import { expect } from 'chai';
import { complete } from '../../src/localize/complete.js';

const english = {
  go: 'Go',
  count: (number: number): string => `${number} left`,
  group: { yes: 'Yes', no: 'No' },
};

describe('complete', () => {
  it('takes what is translated and leaves the rest in English', () => {
    const words = complete(english, { go: 'Los', group: { no: 'Nein' } });
    expect(words.go).to.equal('Los');
    expect(words.count(3)).to.equal('3 left');
    expect(words.group).to.deep.equal({ yes: 'Yes', no: 'Nein' });
  });

  for (const nonsense of [undefined, null, 7, 'words', [], () => 'x']) {
    it(`leaves everything in English for ${String(nonsense)}`, () => {
      expect(complete(english, nonsense).go).to.equal('Go');
    });
  }

  it('leaves words of another kind in English', () => {
    const words = complete(english, { go: () => 'Los', count: 'viele', group: 'ja' });
    expect(words.go).to.equal('Go');
    expect(words.count(2)).to.equal('2 left');
    expect(words.group.yes).to.equal('Yes');
  });

  it('says it in English when a translated function throws', () => {
    const words = complete(english, {
      count: () => {
        throw new Error('not today');
      },
    });
    expect(words.count(2)).to.equal('2 left');
  });

  it('makes text of whatever a translated function returns', () => {
    expect(complete(english, { count: (number: number) => number }).count(2)).to.equal('2');
  });

  it('adds no words that English does not have', () => {
    expect(complete(english, { extra: 'x' })).to.have.keys('go', 'count', 'group');
  });
});
