/** Stands for WordPress: puts the block into a theme's page, and the plugin's files where they are served from. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const plugin = 'site/wp-content/plugins/mnist-elements';

mkdirSync(plugin, { recursive: true });
writeFileSync(
  'site/index.html',
  read('theme.html').replace('{{ content }}', () => read('block.html')),
);
cpSync('node_modules/mnist-elements/dist', `${plugin}/dist`, { recursive: true });
cpSync('node_modules/jquery/dist/jquery.min.js', 'site/jquery.min.js');
