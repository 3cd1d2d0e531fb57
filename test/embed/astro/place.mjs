/** Astro: a page with the tags in it, whose script Astro bundles. */
import { layout } from '../support/layout.mjs';

const site = { folders: { '/': 'dist' } };

export default {
  title: 'Astro',
  scripts: ['build'],
  pages: [
    { name: 'lesson', site },
    { name: 'layout', site, lesson: false, checks: layout },
  ],
};
