/** Docusaurus: an MDX page with the tags in it, rendered on the server and hydrated. */
import { layout } from '../support/layout.mjs';

const site = { folders: { '/': 'build' } };

export default {
  title: 'Docusaurus',
  scripts: ['build'],
  pages: [
    { name: 'lesson', site },
    { name: 'layout', site, lesson: false, checks: layout },
  ],
};
