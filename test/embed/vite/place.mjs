/** Vite: its own server while one works, and what it builds. */
import { onDemand } from '../support/on-demand.mjs';

export default {
  title: 'Vite',
  scripts: ['build'],
  pages: [
    { name: 'production', site: { folders: { '/': 'dist' } }, checks: onDemand },
    {
      name: 'dev server',
      command: 'npx vite --port {port} --strictPort',
      allow: [/Lit is in dev mode/],
      checks: onDemand,
    },
  ],
};
