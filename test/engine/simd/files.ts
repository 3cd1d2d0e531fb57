/** Where the test server has what the SIMD engine needs. */
import type { SimdFiles } from '../../../src/engine/simd/create-simd-engine.js';

/** @param thread path of the helper's script */
export function filesWith(thread: string): SimdFiles {
  return { plain: '/dist/simd.wasm', relaxed: '/dist/simd-relaxed.wasm', thread: new URL(thread, location.href) };
}

// Built, as sixteen threads would load some forty files each.
export const files = filesWith('/dist/simd-thread.js');

/**
 * A helper that breaks after some requests, of which the first only starts it.
 *
 * @param muted after how many it sends the other helpers nothing any more; default: when it breaks
 */
export function brokenFiles(how: 'hang' | 'throw' | 'close' | 'pause', after: number, muted = after): SimdFiles {
  return filesWith(`/test/engine/simd/broken-thread.ts?how=${how}&after=${after}&muted=${muted}`);
}
