/** The page's colours and fonts, as they are where a chart stands, in a form that the charts library understands. */
import type { Config } from 'vega-lite';

/** Colours as `rgb(…)` or `rgba(…)`. */
export interface Theme {
  readonly text: string;
  readonly grid: string;
  readonly training: string;
  readonly validation: string;
  /** Ends of the scale of the confusion matrix. */
  readonly few: string;
  readonly many: string;
  readonly font: string;
  /** Of the letters, in pixels. */
  readonly fontSize: number;
}

/** Size of the letters in charts, of those of the page around them. */
const SMALL = 0.75;

/**
 * Custom properties are resolved by giving each to a real one, so that `light-dark()`, `color-mix()` and system colours
 * count as they do on the page.
 *
 * @param element part of the document, styled by the element's stylesheet
 */
export function readTheme(element: HTMLElement): Theme {
  const probe = document.createElement('span');
  element.append(probe);
  const style = getComputedStyle(probe);
  const color = (name: string): string => {
    probe.style.color = `var(--_${name})`;
    return toRgb(style.color);
  };
  const theme = {
    text: color('quiet'),
    grid: color('line'),
    training: color('training'),
    validation: color('validation'),
    few: color('few'),
    many: color('many'),
    font: style.fontFamily,
    fontSize: SMALL * parseFloat(style.fontSize),
  };
  probe.remove();
  return theme;
}

/** What every chart has in common. */
export function configOf({ text, grid, font }: Theme): Config {
  return {
    background: 'transparent',
    font,
    numberFormat: '.4~f',
    view: { stroke: null },
    axis: {
      labelColor: text,
      titleColor: text,
      titleFontWeight: 'normal',
      gridColor: grid,
      // The data come first.
      gridOpacity: 0.5,
      domainColor: grid,
      tickColor: grid,
      domain: false,
      ticks: false,
      labelPadding: 6,
      titlePadding: 8,
    },
    axisX: { grid: false, domain: true, ticks: true, tickSize: 4, labelFlush: false },
    line: { strokeWidth: 2, strokeCap: 'round', strokeJoin: 'round' },
    point: { size: 40, filled: true, opacity: 1 },
    text: { color: text },
  };
}

let pixel: CanvasRenderingContext2D | null | undefined;

/** The library reads old colour syntax only; a canvas reads all of it. */
function toRgb(color: string): string {
  if (/^rgba?\(/.test(color)) return color;
  pixel ??= Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  if (!pixel) return color;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = color;
  pixel.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`;
}
