/** webpack 5: its server while one works, and what it builds. */
import { onDemand } from '../support/on-demand.mjs';

export default {
  title: 'webpack',
  scripts: ['build'],
  pages: [
    { name: 'production', site: { folders: { '/': 'dist' } }, checks: onDemand },
    {
      name: 'dev server',
      command: 'npx webpack serve --mode=development --port {port}',
      allow: [/Lit is in dev mode/],
      checks: onDemand,
    },
  ],
};
