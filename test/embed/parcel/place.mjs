/** Parcel: its server while one works, and what it builds. */
import { onDemand } from '../support/on-demand.mjs';

export default {
  title: 'Parcel',
  scripts: ['build'],
  pages: [
    { name: 'production', site: { folders: { '/': 'dist' } }, checks: onDemand },
    {
      name: 'dev server',
      // By itself it writes where the production build lies, which the next run is to find as it was.
      command: 'npm run dev -- --port {port} --dist-dir .dev',
      allow: [/Lit is in dev mode/],
      checks: onDemand,
    },
  ],
};
