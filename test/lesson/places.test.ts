/** The style sheet for the page: it holds the elements' places until the script has defined them. */
import { expect } from '@open-wc/testing';

const TAGS = ['mnist-trainer', 'mnist-charts', 'digit-pad'] as const;
/** CSS pixels: phones, columns of text, whole windows. */
const WIDTHS = [320, 420, 560, 640, 720, 900, 1200];

/** WebKit gives no line a fraction of a pixel, which the style sheet cannot know: there it may miss by 2 %. */
const linesAreWholePixels = (() => {
  const line = document.createElement('p');
  line.style.cssText = 'font-size: 10px; line-height: 1.25; margin: 0';
  line.textContent = 'A line';
  document.body.append(line);
  const { height } = line.getBoundingClientRect();
  line.remove();
  return Number.isInteger(height);
})();

describe('the places of the elements before the script', () => {
  for (const font of ['16px/1.2 sans-serif', '18px/1.6 serif']) {
    for (const views of ['', 'views="loss accuracy summary confusion classes samples"']) {
      it(`are as high as the elements, in ${font}${views && ' with all views'}`, async () => {
        const page = await pageWith(`
          <body style="margin: 0; font: ${font}">
            <mnist-trainer></mnist-trainer><mnist-charts ${views}></mnist-charts>
            <digit-pad><span slot="hint">Draw</span></digit-pad>
          </body>`);
        const before = heights(page);
        await define(page);
        const after = heights(page);
        for (const [width, places] of Object.entries(before)) {
          for (const tag of TAGS) {
            const tolerance = linesAreWholePixels ? 0.02 * places[tag] : 1;
            expect(after[width]?.[tag], `${tag} at ${width} px`).to.be.closeTo(places[tag], tolerance);
          }
        }
      });
    }
  }

  it('show nothing that belongs inside the elements', async () => {
    const page = await pageWith(
      '<digit-pad><span slot="hint">Draw</span></digit-pad><mnist-charts>No charts</mnist-charts>',
    );
    const [pad, charts] = [...page.contentDocument!.body.children] as HTMLElement[];
    expect(pad!.innerText).to.equal('');
    expect(charts!.getBoundingClientRect().height).to.be.above(100);
  });

  it('are not held for what is hidden', async () => {
    const page = await pageWith(TAGS.map((tag) => `<${tag} hidden></${tag}>`).join(''));
    for (const element of page.contentDocument!.body.children)
      expect(element.getBoundingClientRect().height).to.equal(0);
  });
});

/** A page of its own, whose script has not come yet. */
async function pageWith(body: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html><link rel="stylesheet" href="/dist/mnist-elements.css">${body}`;
  frame.height = '3000';
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  return frame;
}

async function define(frame: HTMLIFrameElement): Promise<void> {
  const script = frame.contentDocument!.createElement('script');
  script.type = 'module';
  script.src = '/dist/mnist-elements.js';
  frame.contentDocument!.head.append(script);
  for (const tag of TAGS) {
    await frame.contentWindow!.customElements.whenDefined(tag);
    await frame.contentDocument!.querySelector(tag)!.updateComplete;
  }
}

/** Height of each element by the page's width. */
function heights(frame: HTMLIFrameElement): Record<string, Record<(typeof TAGS)[number], number>> {
  const heightOf = (tag: string) => frame.contentDocument!.querySelector(tag)!.getBoundingClientRect().height;
  return Object.fromEntries(
    WIDTHS.map((width) => {
      frame.style.width = `${width}px`;
      return [
        width,
        { 'mnist-trainer': heightOf(TAGS[0]), 'mnist-charts': heightOf(TAGS[1]), 'digit-pad': heightOf(TAGS[2]) },
      ];
    }),
  );
}
