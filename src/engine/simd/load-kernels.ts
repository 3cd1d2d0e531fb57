/**
 * Loads the WebAssembly kernels. Two binaries exist: plain SIMD, and relaxed SIMD with fused multiply-add, about a fifth
 * faster. Runs in browsers, workers and Node; importing it does nothing.
 */

/** `relaxed` has fused multiply-add, `plain` only SIMD, `none` neither: then these kernels cannot run. */
export type SimdLevel = 'relaxed' | 'plain' | 'none';

/** Where a binary comes from: a URL to fetch, its bytes, or a compiled module (which may be sent between workers). */
export type WasmSource = string | URL | BufferSource | WebAssembly.Module;

/** The two builds of the kernels. Only the one that is used is fetched. */
export interface KernelSources {
  readonly plain: WasmSource;
  readonly relaxed: WasmSource;
}

/** Compiled kernels, from which any number of networks can be made. */
export interface SimdKernels {
  readonly level: Exclude<SimdLevel, 'none'>;
  readonly module: WebAssembly.Module;
}

/** Thrown when the browser lacks WebAssembly SIMD. */
export class SimdUnavailableError extends Error {
  override readonly name = 'SimdUnavailableError';
}

/**
 * The smallest modules that use one instruction of each kind: a function from nothing to v128 that builds vectors and
 * combines them. A browser that lacks the instruction does not validate the module.
 */
function probe(instruction: readonly number[], operands: number): Uint8Array<ArrayBuffer> {
  // v128 operands come from i32.const 0; i32x4.splat.
  const code = [...Array.from({ length: operands }, () => [0x41, 0x00, 0xfd, 0x11]).flat(), ...instruction];
  const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const types = [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b]; // one: () -> v128
  const functions = [0x03, 0x02, 0x01, 0x00]; // one, of type 0
  const body = [0x00, ...code, 0x0b]; // without locals
  const bodies = [0x0a, body.length + 2, 0x01, body.length, ...body];
  return Uint8Array.from([...magicAndVersion, ...types, ...functions, ...bodies]);
}

const F32X4_ADD = [0xfd, 0xe4, 0x01];
const F32X4_RELAXED_MADD = [0xfd, 0x85, 0x02];

/** What this browser can run. */
export function detectSimd(): SimdLevel {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(probe(F32X4_ADD, 2))) return 'none';
  return WebAssembly.validate(probe(F32X4_RELAXED_MADD, 3)) ? 'relaxed' : 'plain';
}

async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source);
  const response = await fetch(source);
  if (!response.ok) throw new Error(`The SIMD kernels could not be loaded: ${response.status} for ${String(source)}.`);
  // Not compileStreaming: it insists on the application/wasm type, which many servers do not send.
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * Fetches and compiles the best build that this browser can run.
 *
 * @param level for tests and measurements: a lower level than the browser offers
 * @throws {SimdUnavailableError} without WebAssembly SIMD
 */
export async function loadSimdKernels(sources: KernelSources, level: SimdLevel = detectSimd()): Promise<SimdKernels> {
  if (level === 'none') {
    throw new SimdUnavailableError('This browser has no WebAssembly SIMD, which the simd engine needs.');
  }
  return { level, module: await compile(sources[level]) };
}
