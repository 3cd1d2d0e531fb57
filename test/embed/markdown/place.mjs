/** Markdown: what a renderer makes of the tags, inside the page of a theme. */
import { layout } from '../support/layout.mjs';

const site = { folders: { '/': 'site' } };

export default {
  title: 'Markdown, as in MkDocs',
  scripts: ['build'],
  pages: [
    { name: 'lesson', site },
    { name: 'layout', site, lesson: false, checks: layout },
  ],
};
