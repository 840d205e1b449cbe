/**
 * The desktop host. Everything a window may do goes through one MessagePort to the same Api as the loopback host's;
 * the window itself is sandboxed, isolated, and may neither navigate nor ask for permissions.
 */
import { app, BrowserWindow, dialog, MessageChannelMain, protocol, session, utilityProcess, type MessagePortMain } from 'electron';
import { join } from 'node:path';
import { connectPort } from './host/electron-port.ts';
import { fileResponse, rendererFolder } from './host/static.ts';
import { openHost, type Host } from './host/host.ts';
import { validate } from './host/validate.ts';
import { appRoot, defaultStore, entryFile } from './paths.ts';
import { sayIssue } from '#engine/issue.ts';
import { serve, type Handlers } from '#shared/connect.ts';
import { issuesOf } from '#shared/errors.ts';
import type { Launch } from './trainer/launch.ts';
import type { FromTrainer } from './trainer/protocol.ts';

const origin = 'app://loopwright';

// Both names of the flag: V8 renamed it between the version in Node 24 and the one in Chromium 156.
app.commandLine.appendSwitch('js-flags', '--wasm-revectorize,--experimental-wasm-revectorize');
app.enableSandbox();
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]);

/** Training in a utility process: its crash is not the app's, and it ends with the app. */
const launchUtility: Launch = () => {
  const child = utilityProcess.fork(entryFile('trainer'), [], {
    serviceName: 'Loopwright training',
    stdio: 'inherit',
  });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', (message: FromTrainer) => listener(message)),
    onExit: (listener) => void child.once('exit', (code) => listener(`it ended with code ${code}`)),
    kill: () => void child.kill(),
  };
};

if (!app.requestSingleInstanceLock()) app.quit();
else void run();

async function run(): Promise<void> {
  await app.whenReady();
  const host = openStore();
  if (!host) return app.exit(2);
  const dev = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;

  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== origin || request.method !== 'GET') return new Response('Not found', { status: 404 });
    const { status, headers, body } = await fileResponse(rendererFolder, url.pathname);
    return new Response(body, { status, headers });
  });
  app.on('web-contents-created', (_event, contents) => {
    const isOurs = (url: string) => (dev ? new URL(url).origin === new URL(dev).origin : url.startsWith(`${origin}/`));
    contents.on('will-navigate', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });

  const open = () => openWindow(host, dev);
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) return open();
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('activate', () => {
    if (!BrowserWindow.getAllWindows().length) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') void quitWhenIdle(host);
  });
  let isClosed = false;
  app.on('before-quit', (event) => {
    if (isClosed) return;
    // The training under way writes a checkpoint first.
    event.preventDefault();
    void host.close().finally(() => {
      isClosed = true;
      app.quit();
    });
  });
  open();
}

/** The host, or a word on why the store cannot serve: a newer version's, a damaged one, a place that may not be written. */
function openStore(): Host | undefined {
  try {
    return openHost({ store: process.env.LOOPWRIGHT_STORE ?? defaultStore(), runtime: 'electron', launch: launchUtility });
  } catch (error) {
    dialog.showErrorBox('Loopwright', issuesOf(error).map(sayIssue).join('\n'));
    return undefined;
  }
}

/** A closed window ends the app, unless a training is under way: that goes on, and starting the app again shows it. */
async function quitWhenIdle({ training }: Host): Promise<void> {
  while (training?.isBusy && !BrowserWindow.getAllWindows().length) await new Promise((resolve) => setTimeout(resolve, 500));
  if (!BrowserWindow.getAllWindows().length) app.quit();
}

function openWindow(host: Host, dev: string | undefined): void {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: '#F0EFEB',
    webPreferences: {
      preload: join(appRoot, 'out', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  let port: MessagePortMain | undefined;
  window.once('ready-to-show', () => window.show());
  // One port per load: a reloaded window gets a fresh one, and what the old one was reading ends.
  window.webContents.on('did-finish-load', () => {
    port?.close();
    const { port1, port2 } = new MessageChannelMain();
    port = port1;
    serve(connectPort(port1), host.api as unknown as Handlers, validate);
    window.webContents.postMessage('loopwright-port', null, [port2]);
  });
  window.on('closed', () => port?.close());
  window.removeMenu();
  void window.loadURL(dev ?? `${origin}/index.html`);
}
