/** Files to and from the visitor's disk; loaded when somebody presses one of those buttons. */

/** Offers a file for download under its name. */
export function downloadFile(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  // The browser has to have begun before the URL goes.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * Lets the visitor choose files; must be called in a click, or soon after it.
 *
 * @param accept as in `<input accept>`
 * @returns what was chosen; empty when cancelled
 */
export function pickFiles(accept: string): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
