/** Dresses the stage as the visitor chooses, and brings a language of its own. */
import { registerTranslation } from '../dist/mnist-elements.js';

registerTranslation({
  code: 'eo',
  trainer: {
    train: 'Trejni',
    pause: 'Paŭzi',
    stop: 'Halti',
    reset: 'Rekomenci',
    testAccuracy: 'Ĝusteco',
    validationAccuracy: 'Kontrolo',
  },
  pad: { hint: 'Desegnu ciferon', undo: 'Malfari', redo: 'Refari', clear: 'Forviŝi' },
  charts: { headings: { loss: 'Perdo', accuracy: 'Ĝusteco', summary: 'Reto', classes: 'Ĝusteco laŭ klaso' } },
});

const form = document.querySelector('#choices');
const stage = document.querySelector('#stage');

form.addEventListener('input', dress);
// The browser may have kept the choices of an earlier visit.
dress();

function dress() {
  const choices = new FormData(form);
  stage.className = `lesson ${choices.get('dress')}`;
  document.documentElement.style.colorScheme = choices.get('scheme');
  stage.lang = choices.get('language');
  stage.dir = choices.get('direction');
}
