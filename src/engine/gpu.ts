/** Finds out which GPUs answer in this worker. */

/** A graphics device that answers. */
export interface GpuFact {
  /** What the browser tells of it, such as `ANGLE (Apple, Apple M2, …)`; never empty. */
  readonly name: string;
  /** Whether the processor only pretends to be a GPU; WebAssembly is faster then. */
  readonly software: boolean;
}

/** The GPUs of this thread; null where there is none. */
export interface GpuFacts {
  readonly webgpu: GpuFact | null;
  readonly webgl: GpuFact | null;
}

/** The part of WebGPU that the probe reads; TypeScript's DOM library does not know it yet. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info?: AdapterInfo;
    readonly isFallbackAdapter?: boolean;
  } | null>;
}

interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

const SOFTWARE_RENDERERS = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render|warp|\bcpu\b/i;

/**
 * Looks for a WebGPU adapter and for WebGL 2 on an OffscreenCanvas, without loading TensorFlow.js. Never rejects: what
 * fails counts as absent.
 */
export async function probeGpu(): Promise<GpuFacts> {
  return { webgpu: await probeWebGpu(), webgl: probeWebGl() };
}

/** The WebGPU adapter of this thread, or null. */
export async function probeWebGpu(): Promise<GpuFact | null> {
  const { gpu } = navigator as unknown as { readonly gpu?: Gpu };
  try {
    const adapter = await gpu?.requestAdapter();
    if (!adapter) return null;
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info ?? {};
    const words = [vendor, architecture, device, description].filter((word) => word !== undefined && word !== '');
    const name = words.join(' ') || 'WebGPU';
    const software = isFallbackAdapter === true || adapter.isFallbackAdapter === true || SOFTWARE_RENDERERS.test(name);
    return { name, software };
  } catch {
    return null;
  }
}

/** The WebGL 2 renderer of this thread, or null. */
export function probeWebGl(): GpuFact | null {
  if (typeof OffscreenCanvas === 'undefined') return null;
  try {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (gl === null) return null;
    const name = rendererOf(gl);
    // Browsers allow few contexts at a time: give this one back now, not when it is collected.
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return { name, software: SOFTWARE_RENDERERS.test(name) };
  } catch {
    return null;
  }
}

/** What the browser tells of the graphics device behind a WebGL context; never empty. */
export function rendererOf(gl: WebGLRenderingContext | WebGL2RenderingContext): string {
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL;
  const name: unknown = gl.getParameter(unmasked ?? gl.RENDERER);
  return typeof name === 'string' && name !== '' ? name : 'WebGL';
}
