/** esbuild: its server while one works, and what it builds. */
import { onDemand } from '../support/on-demand.mjs';

export default {
  title: 'esbuild',
  scripts: ['build'],
  pages: [
    { name: 'production', site: { folders: { '/': 'dist' } }, checks: onDemand },
    { name: 'dev server', command: 'npm run dev -- --serve={port}', allow: [/Lit is in dev mode/], checks: onDemand },
  ],
};
