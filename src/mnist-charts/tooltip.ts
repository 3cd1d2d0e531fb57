/** The words under the pointer: a box inside the chart, which screen readers pass over, for they have the data table. */
import type { TooltipHandler } from 'vega';
import { placeIn } from './place-in.js';

/** Keeps the box off the pointer, in pixels. */
const GAP = 12;

/**
 * @param box positioned inside the chart; hidden while there is nothing to tell
 * @param names what the fields are called on the page, by the titles that the chart has for them. The charts library
 *   would read a name with quotes as a part of an expression, so it never sees them.
 */
export function tooltipIn(box: HTMLElement, names: Readonly<Record<string, string>>): TooltipHandler {
  return (_handler, event, _item, value: unknown) => {
    const lines = typeof value === 'object' && value !== null ? Object.entries(value).filter(isTold) : [];
    box.hidden = lines.length === 0;
    if (box.hidden || !('clientX' in event)) return;
    box.textContent = lines.map(([name, text]) => `${names[name] ?? name}: ${String(text)}`).join('\n');
    const frame = box.offsetParent instanceof HTMLElement ? box.offsetParent : box;
    const [x, y] = placeIn(frame, event.clientX, event.clientY);
    // To the left of the pointer where the right has no room.
    const fits = x + GAP + box.offsetWidth <= frame.offsetWidth;
    box.style.left = `${fits ? x + GAP : Math.max(0, x - GAP - box.offsetWidth)}px`;
    box.style.top = `${Math.max(0, y - box.offsetHeight - GAP)}px`;
  };
}

/** A row has no value where its other curve has the point; Vega writes such a one as `null`, `undefined` or `NaN`. */
function isTold([, text]: [string, unknown]): boolean {
  return text !== '' && text !== 'null' && text !== 'undefined' && text !== 'NaN';
}
