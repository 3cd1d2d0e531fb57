/** Reads the language of layers, and says of a mistake where it is and what was expected there. */
import { checkNetwork } from './check.js';
import { completeLayer, isLayerType, LAYER_TYPES, optionsOf } from './layers.js';
import { MOST_LAYERS } from './limits.js';
import { listChoices } from './list-choices.js';
import { quote, refuse, refuseLayer } from './mistake.js';
import { nearest } from './nearest.js';
import type { Layer, Network, PictureSize } from './network.js';
import type { Option } from './option.js';
import { isPresetName, PRESET_NAMES, PRESETS } from './presets.js';
import { beginsOption, expectedOf, parseOption } from './read-option.js';

/** What people may write because other libraries want it. */
const IMPLIED: ReadonlyMap<string, string> = new Map([
  ['softmax', 'every network ends with a softmax layer over its classes'],
  ['flatten', 'a dense layer flattens the map that it gets'],
]);

/**
 * Reads a network for pictures and classes, and checks that its layers fit them and each other.
 *
 * @param text a preset or layers separated by commas, in any case
 * @throws {MnistError} `invalid-attribute`; the message starts with `layer N`, counted from 1, where it is about one
 */
export function parseNetwork(text: string, input: PictureSize, classes: number): Network {
  const network = { input, layers: parseLayers(text), classes };
  checkNetwork(network);
  return network;
}

/**
 * Reads the layers alone: whether they fit depends on the pictures.
 *
 * @param text a preset or layers separated by commas, in any case
 * @throws {MnistError} `invalid-attribute`; the message starts with `layer N`, counted from 1, where it is about one
 */
export function parseLayers(text: string): readonly Layer[] {
  const clean = text.trim().toLowerCase();
  const list = isPresetName(clean) ? PRESETS[clean] : clean;
  if (list === '') return [];
  const layers = list.split(',');
  if (layers.length > MOST_LAYERS) {
    refuse(`a network has at most ${MOST_LAYERS} layers, not ${layers.length.toLocaleString('en')}`);
  }
  return layers.map((layer, index) => {
    const words = layer.split(/\s+/).filter((word) => word !== '');
    return parseLayer(words, (reason) => refuseLayer(index, reason, words.join(' ').slice(0, 100)));
  });
}

function parseLayer([type, ...words]: readonly string[], refuse: (reason: string) => never): Layer {
  if (type === undefined) return refuse('it is empty; layers are separated by single commas');
  if (!isLayerType(type)) return refuse(unknownLayer(type));
  const options = optionsOf(type);
  const said = new Map<string, unknown>();

  const say = ([name, option]: (typeof options)[number], word: string | undefined) => {
    if (word === undefined) return refuse(`\`${type}\` lacks its ${name}, ${expectedOf(option)}`);
    const value = parseOption(option, word);
    if (value === undefined)
      return refuse(`the ${name} of \`${type}\` must be ${expectedOf(option)}, not ${quote(word)}`);
    if (said.has(name)) return refuse(`the ${name} of \`${type}\` is said twice, with ${quote(word)} again`);
    said.set(name, value);
  };

  const rest = words.values();
  for (const named of options) if (mustBeSaid(named[1])) say(named, rest.next().value);
  for (const word of rest) {
    const named = options.find(([, option]) => beginsOption(option, word));
    if (named === undefined) return refuse(unknownWord(type, word));
    say(named, named[1].keyword === undefined ? word : rest.next().value);
  }
  return completeLayer(type, said);
}

function mustBeSaid({ fallback, follows }: Option<unknown>): boolean {
  return fallback === undefined && follows === undefined;
}

function unknownLayer(word: string): string {
  const implied = IMPLIED.get(word);
  if (implied !== undefined) return `${quote(word)} is implied: ${implied}`;
  if (isPresetName(word)) return `${quote(word)} is a whole network, and no layer of another`;
  const layers = listChoices(LAYER_TYPES, 'and');
  return `there is no layer ${quote(word)}, only ${layers}${hint(word, [...LAYER_TYPES, ...PRESET_NAMES])}`;
}

function unknownWord(type: Layer['type'], word: string): string {
  const implied = IMPLIED.get(word);
  if (implied !== undefined) return `${quote(word)} is implied: ${implied}`;
  const options = optionsOf(type)
    .map(([, option]) => option)
    .filter((option) => !mustBeSaid(option));
  if (options.length === 0) return `${quote(word)} is more than \`${type}\` takes`;
  const forms = options.flatMap(({ choices, form }) => choices ?? [form]);
  const keywords = options.flatMap(({ choices = [], keyword }) => keyword ?? choices);
  return `\`${type}\` has no word ${quote(word)}, only ${listChoices(forms, 'and')}${hint(word, keywords)}`;
}

/** The word that was probably meant, as a question at the end of a sentence. */
function hint(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
}
