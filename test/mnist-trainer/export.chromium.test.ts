/** Networks that leave the browser for other frameworks: what a page gets, and what a visitor is offered. */
import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { failureOf, trainerWith } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

const FORMATS = { tfjs: 'Download', onnx: 'Download as ONNX', pytorch: 'Download for PyTorch' } as const;
const FILES = { tfjs: ['model.json', 'weights.bin'], onnx: ['model.onnx'], pytorch: ['model-pytorch.zip'] } as const;

function buttonsOf(trainer: MnistTrainer): HTMLButtonElement[] {
  const buttons = [...trainer.renderRoot.querySelectorAll<HTMLButtonElement>('[part=model] button')];
  return Object.values(FORMATS).map((name) => buttons.find(({ textContent }) => textContent.trim() === name)!);
}

async function trained(attributes: Record<string, string> = {}): Promise<MnistTrainer> {
  const trainer = await trainerWith({ 'train-size': 300, 'test-size': 50, ...attributes });
  await trainer.train();
  await trainer.updateComplete;
  return trainer;
}

async function textOf(file: File): Promise<string> {
  return new TextDecoder('latin1').decode(await file.arrayBuffer());
}

describe('A trained network', () => {
  it('leaves the browser as files of each format, with the names of its classes', async () => {
    const trainer = await trained({ labels: 'zero,one,two,three,four,five,six,seven,eight,nine' });
    for (const format of ['tfjs', 'onnx', 'pytorch'] as const) {
      const files = await trainer.exportModel(format);
      expect(files.map(({ name }) => name)).to.deep.equal(FILES[format]);
      for (const { size, type } of files) {
        expect(size).to.be.above(1000);
        expect(type).to.match(/^application\//);
      }
    }
    const [onnx] = await trainer.exportModel('onnx');
    expect(await textOf(onnx!)).to.contain('["zero","one","two","three","four","five","six","seven","eight","nine"]');
    const [archive] = await trainer.exportModel('pytorch');
    expect(await textOf(archive!)).to.match(/^PK.*train\.py/s);
  });

  it('is exported in the middle of a training, too', async () => {
    const trainer = await trainerWith({ 'train-size': 60_000, epochs: 50 });
    const training = trainer.train();
    await new Promise((resolve) => trainer.addEventListener('mnist-batch-end', resolve, { once: true }));
    const [file] = await trainer.exportModel('onnx');
    expect(file!.size).to.be.above(4 * 53_866);
    await trainer.stop();
    await training;
  });

  it('is not exported as what nobody knows, and stays', async () => {
    const trainer = await trained();
    for (const format of ['keras', '', 'constructor', '__proto__']) {
      const failure = await failureOf(trainer.exportModel(format as 'onnx'));
      expect(failure.code).to.equal('invalid-argument');
      expect(failure.message).to.contain('`pytorch`').and.contain(`\`${format}\``);
    }
    expect(await trainer.exportModel('onnx')).to.have.length(1);
  });
});

describe('A network that has learned nothing', () => {
  it('is exported in no format', async () => {
    const trainer = await trainerWith();
    for (const format of ['onnx', 'pytorch'] as const) {
      expect((await failureOf(trainer.exportModel(format))).code).to.equal('not-trained');
    }
    for (const button of buttonsOf(trainer)) expect(button.disabled, button.textContent).to.equal(true);
  });
});

describe('The panel', () => {
  it('has a button for each format, which the keyboard reaches and presses, and which downloads its files', async () => {
    const trainer = await trained();
    trainer.renderRoot.querySelector('details')!.open = true;
    const offered: string[] = [];
    // Hides the one that all elements have.
    HTMLAnchorElement.prototype.click = function () {
      offered.push(this.download);
    };
    try {
      for (const [index, button] of buttonsOf(trainer).entries()) {
        button.focus();
        expect(trainer.shadowRoot!.activeElement).to.equal(button);
        button.click();
        const expected = Object.values(FILES)
          .slice(0, index + 1)
          .flat();
        await waitUntil(() => offered.length === expected.length, `${button.textContent} offers its files`);
        expect(offered).to.deep.equal(expected);
      }
    } finally {
      Reflect.deleteProperty(HTMLAnchorElement.prototype, 'click');
    }
  });

  it('names the buttons in German', async () => {
    const trainer = await trained({ lang: 'de' });
    await waitUntil(() => trainer.renderRoot.textContent.includes('Als ONNX herunterladen'), 'it speaks German');
    expect(trainer.renderRoot.textContent).to.contain('Für PyTorch herunterladen');
  });
});
