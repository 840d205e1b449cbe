/**
 * Loads the built main process with the stand-in for electron, plays one window, and prints what happened as JSON.
 * Arguments: the built entry, a store.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Api } from '#shared/api.ts';
import { connect, type Message, type Port } from '#shared/connect.ts';

const [entry, store] = process.argv.slice(2);
process.env.LOOPWRIGHT_STORE = store;
const standIn = new URL('./stand-in.ts', import.meta.url).href;
registerHooks({ resolve: (name, context, next) => (name === 'electron' ? { url: standIn, shortCircuit: true } : next(name, context)) });

const electron = (await import(standIn)) as typeof import('./stand-in.ts');
await import(pathToFileURL(entry).href);
const until = async <T>(get: () => T | undefined): Promise<T> => {
  for (;;) {
    const value = get();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

// A store that cannot serve gets no window: what happened instead is all there is to tell.
await until(() => electron.BrowserWindow.all[0] ?? electron.record.find((r) => r.what === 'app.exit'));
if (!electron.BrowserWindow.all.length) {
  process.stdout.write(JSON.stringify({ record: electron.record }));
  process.exit(0);
}
const window = electron.BrowserWindow.all[0];
window.webContents.emit('did-finish-load');
const port = window.webContents.ports[0];
port.start();
const asPort: Port = {
  send: (m) => port.postMessage(m),
  onMessage: (listener) => void port.on('message', (e: { data: Message }) => listener(e.data)),
  onClose: (listener) => void port.on('close', listener),
};
const api = connect<Api>(asPort);
const project = await api.projects.create('From the desktop');
let refused = '';
await api.projects.rename('not an id', 'x').catch((error: Error) => (refused = error.name));
const info = await api.app.info();

const prevented = (channel: string, url: string): boolean => {
  let isPrevented = false;
  window.webContents.emit(channel, { url, preventDefault: () => (isPrevented = true) });
  return isPrevented;
};
const page = (url: string) => (electron.handlers['protocol app'] as unknown as (request: Request) => Promise<Response>)(new Request(url));
const permission = await new Promise<boolean>((resolve) =>
  (electron.handlers.setPermissionRequestHandler as unknown as (c: unknown, p: string, answer: (ok: boolean) => void) => void)(
    {},
    'geolocation',
    resolve,
  ),
);
const index = await page('app://loopwright/index.html');

const outcome = {
  record: electron.record,
  projects: (await api.projects.list()).map((p) => p.name),
  project: project.name,
  refused,
  engine: info.engine.name,
  runtime: info.runtime,
  navigation: {
    away: prevented('will-navigate', 'https://example.com/'),
    within: prevented('will-navigate', 'app://loopwright/index.html'),
    otherHost: prevented('will-navigate', 'app://evil/index.html'),
    file: prevented('will-navigate', 'file:///etc/passwd'),
    webview: prevented('will-attach-webview', ''),
  },
  windowOpen: window.webContents.windowOpenHandler?.({ url: 'https://example.com/' }).action,
  permission,
  permissionCheck: (electron.handlers.setPermissionCheckHandler as () => boolean)(),
  devicePermission: (electron.handlers.setDevicePermissionHandler as () => boolean)(),
  pages: {
    index: index.status,
    policy: index.headers.get('content-security-policy'),
    outside: (await page('app://loopwright/..%2f..%2fpackage.json')).status,
    otherHost: (await page('app://evil/index.html')).status,
  },
};
window.webContents.emit('did-finish-load');
const again = window.webContents.ports.length;
let isQuitPrevented = false;
electron.app.emit('before-quit', { preventDefault: () => (isQuitPrevented = true) });
await until(() => electron.record.find((r) => r.what === 'app.quit'));
process.stdout.write(JSON.stringify({ ...outcome, again, isQuitPrevented }));
process.exit(0);
