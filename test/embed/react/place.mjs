/** React: a component with properties, typed events, children, and elements that come and go. */
import { component } from '../support/component.mjs';

export default {
  title: 'React',
  scripts: ['build'],
  pages: [{ name: 'component', site: { folders: { '/': 'dist' } }, checks: component }],
};
