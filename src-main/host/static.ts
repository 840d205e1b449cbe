// The window's files, for the loopback host and for Electron's app:// scheme alike, with the same headers.
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { appRoot } from '../paths.ts';

export const rendererFolder = join(appRoot, 'out', 'renderer');

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Isolated, so that the window may share memory between threads; nothing from elsewhere, nothing to elsewhere. */
export const securityHeaders: Record<string, string> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Path of a file below the folder, or undefined for a path that leaves it. Decoded once: `%252e` stays a name. */
export function safePath(folder: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const path = normalize(join(folder, decoded.endsWith('/') ? `${decoded}index.html` : decoded));
  return path.startsWith(folder + sep) ? path : undefined;
}

export async function fileResponse(
  folder: string,
  urlPath: string,
): Promise<{ status: number; headers: Record<string, string>; body: Uint8Array<ArrayBuffer> }> {
  const path = safePath(folder, urlPath);
  try {
    if (!path) throw new Error('outside');
    const body = new Uint8Array(await readFile(path));
    // Built files carry a hash in their name; index.html does not.
    const cache = urlPath.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store';
    return {
      status: 200,
      headers: { ...securityHeaders, 'content-type': types[extname(path)] ?? 'application/octet-stream', 'cache-control': cache },
      body,
    };
  } catch {
    return {
      status: 404,
      headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' },
      body: new Uint8Array(new TextEncoder().encode('Not found')),
    };
  }
}
