/** Adding up the progress of several files. */
import { expect } from '@open-wc/testing';
import type { LoadProgress } from '../../../src/shared/types.js';
import { ProgressSum } from '../../../src/worker/dataset/progress-sum.js';

describe('ProgressSum', () => {
  let seen: LoadProgress[];
  let progress: ProgressSum;

  beforeEach(() => {
    seen = [];
    progress = new ProgressSum(2, (sum) => seen.push(sum));
  });

  it('adds the files up and names the one that moved last', () => {
    progress.update(0, { loaded: 10, total: 40, file: 'a' });
    progress.update(1, { loaded: 5, total: 60, file: 'b' });
    progress.flush();
    expect(seen.at(-1)).to.have.property('loaded', 15);
    expect(seen.at(-1)).to.have.property('total', 100);
    expect(seen.at(-1)).to.have.property('file', 'b');
  });

  it('has no total while that of one file is unknown', () => {
    progress.update(0, { loaded: 10, total: 40, file: 'a' });
    progress.update(1, { loaded: 5, total: 0, file: 'b' });
    progress.flush();
    expect(seen.at(-1)).to.have.property('total', 0);
  });

  it('does not go back when a file starts again', () => {
    progress.update(0, { loaded: 30, total: 40, file: 'a' });
    progress.update(0, { loaded: 2, total: 40, file: 'a' });
    progress.flush();
    expect(seen.at(-1)).to.have.property('loaded', 30);
  });

  it('leaves out reports that come at the same moment', () => {
    for (let loaded = 1; loaded <= 100; loaded++) progress.update(0, { loaded, total: 100, file: 'a' });
    expect(seen.length).to.be.below(100);
    progress.flush();
    expect(seen.at(-1)).to.have.property('loaded', 100);
  });
});
