/** Every word of the pad, in English. Probabilities come in as text, written as the language writes them. */

export const padStrings = {
  surface: 'Drawing pad',
  instructions:
    'Draw with a mouse, a finger or a pen. On the keyboard, arrow keys move the pen, with Shift in larger steps; ' +
    'Space or Enter puts it down and lifts it; Escape clears; Control Z undoes and Control Y redoes.',
  required: 'Required.',
  hint: 'Draw a digit',
  penDown: 'Pen down',
  penUp: 'Pen up',
  undo: 'Undo',
  redo: 'Redo',
  clear: 'Clear',
  bars: 'How probable the network finds each answer',
  waiting: 'The network’s answer will appear here.',
  notTrained: 'Train the network first, then it reads what you draw.',
  missingDrawing: 'Draw a digit.',
  missingValue: 'The drawing has not been recognised yet.',
  unsureValue: 'The network is not sure what this is. Draw it again.',
  answer: (name: string, probability: string): string => `This looks like ${article(name)} ${name} (${probability})`,
  unsure: (name: string, probability: string): string => `Not sure. Perhaps ${article(name)} ${name} (${probability})?`,
};

export type PadStrings = typeof padStrings;

function article(word: string): string {
  return /^(8|11|18|[aeio])/i.test(word) ? 'an' : 'a';
}
