import { expect } from 'chai';
import { parseViews, VIEW_NAMES } from '../../src/mnist-charts/views.js';

describe('parseViews', () => {
  it('keeps the order in which views are named', () => {
    expect(parseViews('samples loss summary').views).to.deep.equal(['samples', 'loss', 'summary']);
  });

  it('knows every view', () => {
    expect(parseViews(VIEW_NAMES.join(' '))).to.deep.equal({ views: VIEW_NAMES, unknown: [] });
  });

  it('takes any white space between names, and around them', () => {
    expect(parseViews('  loss\n\taccuracy ').views).to.deep.equal(['loss', 'accuracy']);
  });

  it('shows a view once, however often it is named', () => {
    expect(parseViews('loss loss accuracy loss').views).to.deep.equal(['loss', 'accuracy']);
  });

  it('tells which names are unknown, and keeps the others', () => {
    expect(parseViews('loss pie, Accuracy')).to.deep.equal({ views: ['loss'], unknown: ['pie,', 'Accuracy'] });
  });

  it('does not take what every object has for a view', () => {
    expect(parseViews('constructor toString').unknown).to.deep.equal(['constructor', 'toString']);
  });

  it('finds nothing in an empty attribute', () => {
    expect(parseViews(' ')).to.deep.equal({ views: [], unknown: [] });
  });
});
