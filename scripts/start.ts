/**
 * `npm start`: the app in the best window that this machine has - Electron; else the loopback host with Chrome, Chromium or
 * Edge as an app window; else, without a display, the address is printed and served.
 * Options are passed on: --store FILE, --port N; --serve prints the address even where there is a display.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IssueError } from '../src-shared/errors.ts';
import { dataFolder, defaultStore } from '../src-main/paths.ts';
import { portOf, startWebHost, type WebHost } from '../src-main/web.ts';
import { root } from './bootstrap.mjs';
import { buildIfStale } from './build.ts';
import { ensureBrowser, ensureElectron, hasDisplay, isRoot } from './machine.ts';

const { values, port } = optionsOf();
const wantsWindow = hasDisplay() && !values.serve;

buildIfStale();
const electron = wantsWindow ? ensureElectron() : undefined;
if (electron) {
  const child = spawn(electron, [...(isRoot() ? ['--no-sandbox'] : []), root], {
    stdio: 'inherit',
    env: { ...process.env, ...(values.store ? { LOOPWRIGHT_STORE: values.store } : {}) },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
} else await serveHere();

/** What was typed; one line and exit code 2 for what is not an option. */
function optionsOf() {
  try {
    const { values } = parseArgs({ options: { store: { type: 'string' }, port: { type: 'string' }, serve: { type: 'boolean' } } });
    return { values, port: portOf(values.port) };
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. Options are --store FILE, --port N, --serve.`);
    process.exit(2);
  }
}

async function serveHere(): Promise<void> {
  let web: WebHost;
  try {
    web = await startWebHost({ store: values.store ?? defaultStore(), port });
  } catch (error) {
    console.error(error instanceof IssueError ? error.message : error);
    process.exit(2);
  }
  console.log(`Loopwright ${web.address}`);
  if (web.host.readOnly) console.log(`${web.host.readOnly} This one can look but not train or change anything.`);
  const browser = wantsWindow ? ensureBrowser() : undefined;
  const window = browser ? openWindow(browser, web.addressOnce()) : undefined;
  let isClosing = false;
  const close = () => {
    if (isClosing) return;
    isClosing = true;
    window?.kill();
    void web.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, close);
  if (!window)
    return console.log('Open this address in a browser on this machine. Ctrl+C ends it; a training under way writes a checkpoint first.');
  window.on('error', () => console.log('The browser did not start. Open the address above by hand.'));
  window.on('exit', () => void afterWindow(web, close));
}

/** The page in a window of its own, without tabs, with a profile that is ours. */
function openWindow(browser: string, address: string): ChildProcess {
  const profile = join(dataFolder(), 'window');
  mkdirSync(profile, { recursive: true });
  const quiet = [
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  // As root Chromium runs only without its sandbox; --test-type keeps it from saying so across the page.
  const asRoot = isRoot() ? ['--no-sandbox', '--test-type'] : [];
  return spawn(browser, [`--app=${address}`, `--user-data-dir=${profile}`, '--window-size=1280,820', ...quiet, ...asRoot], {
    stdio: 'ignore',
  });
}

/**
 * A closed window ends the app - unless a training is under way: that goes on to its end. What counts is who is connected: a browser
 * that is open already takes the window over, and the process that was started for it ends at once.
 */
async function afterWindow(web: WebHost, close: () => void): Promise<void> {
  const { training } = web.host;
  const second = () => new Promise((resolve) => setTimeout(resolve, 1000));
  for (let waited = 0; waited < 10 && !web.windows().ever; waited++) await second();
  if (!web.windows().ever) return console.log('The browser showed no window. Open the address above by hand; Ctrl+C ends it.');
  let hasSaid = false;
  // A page that is being loaded again is away for a moment.
  for (let away = 0; away < 3;) {
    away = web.windows().now ? 0 : away + 1;
    if (away && training?.isBusy) {
      if (!hasSaid) console.log('The window is closed; training goes on until it is done. Open the address above to look, Ctrl+C to stop.');
      hasSaid = true;
      away = 0;
    }
    await second();
  }
  close();
}
