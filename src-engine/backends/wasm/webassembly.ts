// The part of WebAssembly that the backend uses, under its own types: the engine is compiled without the DOM library
// that would declare it, and the other rooms read these files with theirs.

/** A compiled module; structured cloning can send it to a thread. */
export type WasmModule = object;

export interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

export const webAssembly = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => WasmModule;
      Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => { exports: Record<string, unknown> };
      Memory: new (pages: { initial: number; maximum: number; shared?: boolean }) => WasmMemory;
      validate(bytes: Uint8Array): boolean;
    };
  }
).WebAssembly;
