/** Vite: its own server while one works, and what it builds. */
export default {
  title: 'Vite',
  scripts: ['build'],
  pages: [
    { name: 'production', site: { folders: { '/': 'dist' } } },
    { name: 'dev server', command: 'npx vite --port {port} --strictPort', allow: [/Lit is in dev mode/] },
  ],
};
