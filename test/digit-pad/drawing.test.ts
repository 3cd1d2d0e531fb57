import { expect, oneEvent } from '@open-wc/testing';
import { resetMouse } from '@web/test-runner-commands';
import { MnistError } from '../../src/shared/errors.js';
import { STROKE, canvasOf, button, drawByMouse, inkOf, painted, expectNear, makePad, nextError } from './pads.js';

describe('the drawing of a <digit-pad>', () => {
  afterEach(() => resetMouse());

  describe('strokes', () => {
    it('gives copies, so that nobody can change the drawing unnoticed', async () => {
      const pad = await makePad();
      const given = [STROKE.map(([x, y]) => [x, y] as [number, number])];
      pad.strokes = given;
      given[0]!.length = 0;
      (pad.strokes[0] as [number, number][]).pop();
      expect(pad.strokes).to.deep.equal([STROKE]);
    });

    it('moves points outside to the edge and leaves strokes without points out', async () => {
      const pad = await makePad();
      pad.strokes = [[], [[-1, 0.5]], [[0.5, 7]]];
      expect(pad.strokes).to.deep.equal([[[0, 0.5]], [[0.5, 1]]]);
    });

    it('refuses garbage with an invalid-argument that says what is needed, and keeps the drawing', async () => {
      const pad = await makePad();
      pad.strokes = [STROKE];
      const garbage: unknown[] = [
        null,
        undefined,
        'strokes',
        5,
        {},
        [5],
        [[5]],
        [[[1]]],
        [[[1, 2, 3]]],
        [[['0', '1']]],
        [[[NaN, 0]]],
        [[[0, Infinity]]],
        [[null]],
      ];
      for (const value of garbage) {
        expect(() => (pad.strokes = value as typeof pad.strokes), JSON.stringify(value))
          .to.throw(MnistError, /need (an|two) .+/)
          .with.property('code', 'invalid-argument');
      }
      expect(pad.strokes).to.deep.equal([STROKE]);
    });

    it('keeps a drawing that was set before the element was attached', async () => {
      const pad = document.createElement('digit-pad');
      pad.strokes = [STROKE];
      document.body.append(pad);
      await pad.updateComplete;
      await painted();
      expect(inkOf(pad)).to.be.above(0.02);
      pad.remove();
    });

    it('is painted on a square, whatever the width of the pad and its border', async () => {
      const pad = await makePad();
      for (const width of ['20rem', '333px', '151px']) {
        pad.style.cssText = `inline-size: ${width}; --digit-pad-size: 40rem`;
        await painted();
        const box = canvasOf(pad).getBoundingClientRect();
        const surface = canvasOf(pad).parentElement!;
        expect(box.width).to.be.closeTo(surface.clientWidth, 0.5);
        expect(box.height).to.be.closeTo(box.width, 0.01);
        expect(surface.clientHeight).to.be.closeTo(box.height, 0.5);
      }
    });

    it('repaints the drawing when the pad is resized', async () => {
      const pad = await makePad();
      pad.strokes = [STROKE];
      const before = inkOf(pad);
      pad.style.inlineSize = '240px';
      await painted();
      expect(canvasOf(pad).width).to.be.within(200 * devicePixelRatio, 240 * devicePixelRatio);
      expect(pad.strokes).to.deep.equal([STROKE]);
      expect(inkOf(pad)).to.be.closeTo(before, 0.01);
    });

    it('repaints in the new colour when the theme changes', async () => {
      const pad = await makePad();
      pad.strokes = [[[0.5, 0.5]]];
      const centre = (): number[] => {
        const canvas = canvasOf(pad);
        const middle = Math.floor(canvas.width / 2);
        return [...canvas.getContext('2d')!.getImageData(middle, middle, 1, 1).data];
      };
      const ended = oneEvent(canvasOf(pad), 'transitionend');
      pad.style.setProperty('--digit-pad-ink', 'rgb(200, 0, 0)');
      await ended;
      expect(centre()).to.deep.equal([200, 0, 0, 255]);
    });
  });

  describe('stroke-width', () => {
    it('changes how thick the ink looks, and nothing that the network sees', async () => {
      const pad = await makePad();
      pad.strokes = [STROKE];
      const pixels = pad.toPixels();
      const thin = inkOf(pad);
      pad.strokeWidth = 0.12;
      await pad.updateComplete;
      expect(inkOf(pad)).to.be.above(1.7 * thin);
      expect(pad.toPixels()).to.deep.equal(pixels);
    });

    it('reports a width that cannot be used, and draws with the default', async () => {
      const pad = await makePad();
      for (const width of ['0', '-1', '0.6', 'wide']) {
        const reported = nextError(pad);
        pad.setAttribute('stroke-width', width);
        expect((await reported).code).to.equal('invalid-attribute');
        pad.setAttribute('stroke-width', '0.1');
        await pad.updateComplete;
      }
    });
  });

  describe('undo, redo and clear', () => {
    it('takes back one stroke at a time, and brings it back', async () => {
      const pad = await makePad();
      pad.strokes = [STROKE, [[0.1, 0.1]]];
      pad.undo();
      expect(pad.strokes).to.deep.equal([STROKE]);
      pad.undo();
      pad.undo();
      expect(pad.strokes).to.deep.equal([]);
      pad.redo();
      expect(pad.strokes).to.deep.equal([STROKE]);
      pad.redo();
      pad.redo();
      expect(pad.strokes).to.deep.equal([STROKE, [[0.1, 0.1]]]);
    });

    it('forgets what was undone once something new is drawn', async () => {
      const pad = await makePad();
      pad.strokes = [STROKE, [[0.1, 0.1]]];
      pad.undo();
      await drawByMouse(pad, [[0.7, 0.7]]);
      pad.redo();
      expect(pad.strokes).to.have.length(2);
      expectNear(pad.strokes[1], [[0.7, 0.7]]);
    });

    it('brings a cleared drawing back', async () => {
      const pad = await makePad();
      pad.strokes = [STROKE];
      pad.clear();
      expect(pad.strokes).to.deep.equal([]);
      expect(inkOf(pad)).to.equal(0);
      pad.undo();
      expect(pad.strokes).to.deep.equal([STROKE]);
    });

    it('has buttons that say when they have nothing to do, and keep the focus', async () => {
      const pad = await makePad();
      expect(button(pad, 'Clear').ariaDisabled).to.equal('true');
      pad.strokes = [STROKE];
      await pad.updateComplete;
      expect(button(pad, 'Clear').ariaDisabled).to.equal('false');
      button(pad, 'Clear').focus();
      button(pad, 'Clear').click();
      await pad.updateComplete;
      expect(pad.strokes).to.deep.equal([]);
      expect(pad.shadowRoot?.activeElement).to.equal(button(pad, 'Clear'));
      button(pad, 'Undo').click();
      expect(pad.strokes).to.deep.equal([STROKE]);
      button(pad, 'Redo').click();
      expect(pad.strokes).to.deep.equal([]);
    });
  });
});
