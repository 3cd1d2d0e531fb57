/** Writes into `dist/` what editors complete from: custom data for VS Code, web-types for JetBrains' editors. */
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const options = { outdir: join(root, 'dist'), hideLogs: true };
// Each adds to what it is given.
const manifest = () => JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8'));

generateVsCodeCustomElementData(manifest(), options);
generateJetBrainsWebTypes(manifest(), { ...options, packageJson: false });
