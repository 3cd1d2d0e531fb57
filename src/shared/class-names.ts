/** What the classes of a network are called. */

/** `labels` of a trainer that leaves it to the data. */
export const DIGITS = '0,1,2,3,4,5,6,7,8,9';

/** The class names of a comma-separated list, without surrounding spaces. */
export function readLabels(labels: string): readonly string[] {
  return labels.split(',').map((label) => label.trim());
}

/** The first names of which there are as many as classes; without any, the classes go by their index. */
export function classNames(
  classes: number,
  ...candidates: readonly (readonly string[] | undefined)[]
): readonly string[] {
  return candidates.find((names) => names?.length === classes) ?? Array.from({ length: classes }, (_, i) => String(i));
}
