/** Eleventy: Markdown with the tags in it, and a layout that loads the script. */
import { layout } from '../support/layout.mjs';

const site = { folders: { '/': '_site' } };

export default {
  title: 'Eleventy',
  scripts: ['build'],
  pages: [
    { name: 'lesson', site },
    { name: 'layout', site, lesson: false, checks: layout },
  ],
};
