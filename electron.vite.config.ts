/**
 * Building the window, and Electron's main and preload scripts. The loopback host and the command line need no build of their
 * own: Node runs their files. `renderer` is exported so that a development host can serve the same window with Vite.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin, UserConfig } from 'vite';

const at = (...path: string[]) => resolve(import.meta.dirname, ...path);

/** While developing, Vite puts styles into the page and reloads over a WebSocket; the built page needs neither. */
const relaxedWhileServing: Plugin = {
  name: 'csp-while-serving',
  apply: 'serve',
  transformIndexHtml: (html) =>
    html.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace("connect-src 'self'", "connect-src 'self' ws:"),
};

export const renderer: UserConfig = {
  root: at('src-renderer'),
  base: './',
  plugins: [svelte({ configFile: false, preprocess: vitePreprocess({ script: false }) }), relaxedWhileServing],
  server: {
    host: '127.0.0.1',
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  },
  build: {
    outDir: at('out/renderer'),
    emptyOutDir: true,
    // Fonts and pictures stay files: `data:` fonts would need a hole in the page's policy.
    assetsInlineLimit: 0,
    minify: true,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: at('src-renderer/index.html') },
  },
};

/** Scripts of the main process: one line each. Only what package.json lists under "dependencies" stays outside of the bundle. */
const main: Record<string, string> = {
  electron: at('src-main/electron.ts'),
  trainer: at('src-main/trainer/trainer.ts'),
  'thread-worker': at('src-main/trainer/thread-worker.ts'),
  importer: at('src-main/importer/importer.ts'),
};
const preload: Record<string, string> = { preload: at('src-main/preload.ts') };
const isThere = (entries: Record<string, string>) => Object.values(entries).every((file) => existsSync(file));

export default defineConfig({
  ...(isThere(main) ? { main: { build: { outDir: at('out/main'), rolldownOptions: { input: main } } } } : {}),
  ...(isThere(preload)
    ? {
        preload: {
          build: {
            outDir: at('out/preload'),
            // A sandboxed preload script must be CommonJS.
            rolldownOptions: { input: preload, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
          },
        },
      }
    : {}),
  renderer,
});
