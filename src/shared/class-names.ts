/** What the classes of a network are called. */

/** The first names of which there are as many as classes; without any, the classes go by their index. */
export function classNames(
  classes: number,
  ...candidates: readonly (readonly string[] | undefined)[]
): readonly string[] {
  return candidates.find((names) => names?.length === classes) ?? Array.from({ length: classes }, (_, i) => String(i));
}
