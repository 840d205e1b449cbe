// What this machine has: a display, a browser, Electron's binary - and getting what is missing where that is possible.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './bootstrap.mjs';

export const hasDisplay = (): boolean => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

export const isRoot = (): boolean => process.getuid?.() === 0;

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome', 'msedge'];
const browserPlaces: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) => {
    const base = process.env[variable];
    return base ? [join(base, 'Google/Chrome/Application/chrome.exe'), join(base, 'Microsoft/Edge/Application/msedge.exe')] : [];
  }),
};

/** Chrome, Chromium or Edge; CHROMIUM_PATH comes first. */
export function findBrowser(): string | undefined {
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => browserNames.map((name) => join(folder, name)));
  return [process.env.CHROMIUM_PATH, ...(browserPlaces[process.platform] ?? []), ...(process.platform === 'win32' ? [] : onPath)].find(
    (path) => path && existsSync(path),
  );
}

/** A browser, installed with apt-get where we are root on Debian; undefined, after one line that says what to install, elsewhere. */
export function ensureBrowser(): string | undefined {
  const found = findBrowser();
  if (found) return found;
  if (isRoot() && existsSync('/etc/debian_version')) {
    console.error('Installing Chromium (apt-get), about a minute ...');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], quiet);
    const installed = findBrowser();
    if (installed) return installed;
  }
  console.error('No browser was found: install Chromium, Chrome or Edge, or set CHROMIUM_PATH to one.');
  return undefined;
}

/**
 * Electron's binary, if it is there. Asked by looking for the file: loading the package would try to download it.
 */
export function findElectron(): string | undefined {
  const given = process.env.ELECTRON_EXEC_PATH;
  if (given) return existsSync(given) ? given : undefined;
  const folder = join(root, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return undefined;
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), readFileSync(named, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** Electron's binary, fetched when it is not there and can be; undefined when it cannot. */
export function ensureElectron(): string | undefined {
  const found = findElectron();
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  if (found || !existsSync(installer)) return found;
  console.error('Fetching Electron, where that is possible ...');
  spawnSync(process.execPath, [installer], { stdio: 'ignore', timeout: 180_000 });
  return findElectron();
}
