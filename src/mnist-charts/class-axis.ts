/** Makes room for the names of classes beside a matrix, however long and however many they are. */

/** How names and figures are written. Lengths in pixels. */
export interface ClassAxis {
  /** Longer names are cut, and end in `…`. */
  readonly rowLimit: number;
  readonly columnLimit: number;
  /** In degrees; 0: from left to right. */
  readonly columnAngle: 0 | -45 | -90;
  /** Size of the figures in the cells; 0 where there is no room for any. */
  readonly figureSize: number;
}

/** The most that names may take of the chart, on either side. */
const SHARE = 0.3;
/** What titles and gaps take beside the names, by the size of letters. */
const TITLES = 2.5;
/** Width of a digit, and the least gap between two names, by the size of letters. */
const DIGIT = 0.62;
const GAP = 0.4;
/** Smaller figures cannot be read, in pixels. */
const SMALLEST = 7;

export function classAxis(options: {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  readonly font: string;
  readonly names: readonly string[];
  /** Highest count in a cell. */
  readonly highest: number;
}): ClassAxis {
  const { width, height, fontSize, font, names, highest } = options;
  const longest = widthOf(names, `${fontSize}px ${font}`);
  const rowLimit = Math.min(longest, SHARE * width);
  const cell = (width - rowLimit - TITLES * fontSize) / names.length;
  const isWide = longest + GAP * fontSize <= cell;
  // Names that are hardly longer than high gain nothing when they are turned.
  const columnAngle = isWide || longest <= 1.5 * fontSize ? 0 : cell > 1.5 * fontSize ? -45 : -90;
  const fitting = (cell * 0.9) / (DIGIT * Math.max(2, String(highest).length));
  return {
    rowLimit,
    columnLimit: SHARE * height,
    columnAngle,
    figureSize: fitting < SMALLEST ? 0 : Math.min(fontSize, fitting),
  };
}

/** Width of the widest text. */
function widthOf(texts: readonly string[], font: string): number {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return 0;
  context.font = font;
  return Math.ceil(Math.max(0, ...texts.map((text) => context.measureText(text).width)));
}
