/** Rollup, which has no server of its own. */
import { onDemand } from '../support/on-demand.mjs';

export default {
  title: 'Rollup',
  scripts: ['build'],
  pages: [{ name: 'production', site: { folders: { '/': 'dist' } }, checks: onDemand }],
};
