/** Custom states of an element, which style sheets select by `:state(name)`. */

export function toggleState({ states }: ElementInternals, name: string, on: boolean): void {
  try {
    if (on) states.add(name);
    else states.delete(name);
  } catch {
    // Browsers before 2024 have no custom states; nothing but styling depends on them.
  }
}
