/** Adding up the progress of several files. */
import { expect } from 'chai';
import type { LoadProgress } from '../../src/shared/types.js';
import { ProgressSum } from '../../src/data/progress-sum.js';

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
    progress.end();
    expect(seen.at(-1)).to.have.property('loaded', 15);
    expect(seen.at(-1)).to.have.property('total', 100);
    expect(seen.at(-1)).to.have.property('file', 'b');
  });

  it('has no total while that of one file is unknown', () => {
    progress.update(0, { loaded: 10, total: 40, file: 'a' });
    progress.update(1, { loaded: 5, total: 0, file: 'b' });
    progress.end();
    expect(seen.at(-1)).to.have.property('total', 0);
  });

  it('does not go back when a file starts again', () => {
    progress.update(0, { loaded: 30, total: 40, file: 'a' });
    progress.update(0, { loaded: 2, total: 40, file: 'a' });
    progress.end();
    expect(seen.at(-1)).to.have.property('loaded', 30);
  });

  it('leaves out reports that come at the same moment', () => {
    for (let loaded = 1; loaded <= 100; loaded++) progress.update(0, { loaded, total: 100, file: 'a' });
    expect(seen.length).to.be.below(100);
    progress.end();
    expect(seen.at(-1)).to.have.property('loaded', 100);
  });

  it('is complete only at the end, though a server may have promised too little', async () => {
    progress.update(0, { loaded: 1, total: 40, file: 'a' });
    progress.update(1, { loaded: 1, total: 60, file: 'b' });
    for (const loaded of [60, 61]) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      progress.update(0, { loaded: 40, total: 40, file: 'a' });
      progress.update(1, { loaded, total: 60, file: 'b' });
    }
    for (const { loaded, total } of seen) if (total > 0) expect(loaded).to.be.below(total);
    progress.end();
    expect(seen.at(-1)).to.include({ loaded: 101, total: 100 });
  });
});
