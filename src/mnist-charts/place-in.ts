/** Where a place on the page is in an element, which may be zoomed or scaled. */

/** @returns x and y from the element's upper left corner, in its own pixels: those that its styles count in */
export function placeIn(element: HTMLElement, clientX: number, clientY: number): readonly [x: number, y: number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = element;
  return [((clientX - left) * offsetWidth) / (width || 1), ((clientY - top) * offsetHeight) / (height || 1)];
}
