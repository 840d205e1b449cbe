// The desktop's main process as it is built, against a stand-in for electron that records what is registered.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildIfStale } from '../../scripts/build.ts';
import { tmpdir } from 'node:os';

const root = resolve(import.meta.dirname, '../..');

interface Outcome {
  record: { what: string; args: unknown[] }[];
  [key: string]: unknown;
}
let outcome: Outcome;

/** What the built main process does with a store. */
function drive(store: string): Outcome {
  const args = [join(import.meta.dirname, 'electron', 'driver.ts'), join(root, 'out', 'main', 'electron.js'), store];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })) as Outcome;
}

beforeAll(() => {
  buildIfStale();
  outcome = drive(join(mkdtempSync(join(tmpdir(), 'loopwright-electron-')), 'store.db'));
}, 180_000);

const first = (what: string) => outcome.record.find((r) => r.what === what)!;
const indexOf = (what: string) => outcome.record.findIndex((r) => r.what === what);

describe('the window', () => {
  test('is sandboxed, isolated and without Node, its preload CommonJS with one import', () => {
    const [options] = first('BrowserWindow').args as [{ webPreferences: Record<string, unknown> }];
    expect(options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
    const preload = readFileSync(String(options.webPreferences.preload), 'utf8');
    expect([...preload.matchAll(/require\(([^)]*)\)/g)].map((m) => m[1])).toEqual(['"electron"']);
    expect(preload).not.toMatch(/\bimport\b/);
    expect(indexOf('app.enableSandbox')).toBeGreaterThanOrEqual(0);
    expect(indexOf('app.enableSandbox')).toBeLessThan(indexOf('BrowserWindow'));
  });

  test('is loaded from app://, whose files cannot leave their folder', () => {
    expect(first('loadURL').args).toEqual(['app://loopwright/index.html']);
    const [[scheme]] = first('protocol.registerSchemesAsPrivileged').args as [[{ scheme: string; privileges: Record<string, boolean> }]];
    expect(scheme.scheme).toBe('app');
    expect(scheme.privileges.bypassCSP ?? false).toBe(false);
    expect(outcome.pages).toMatchObject({ index: 200, outside: 404, otherHost: 404 });
    expect((outcome.pages as { policy: string }).policy).toContain("default-src 'none'");
  });

  test('may not navigate, open windows, embed others or get a permission', () => {
    expect(outcome.navigation).toEqual({ away: true, within: false, otherHost: true, file: true, webview: true });
    expect(outcome.windowOpen).toBe('deny');
    expect(outcome.permission).toBe(false);
    expect(outcome.permissionCheck).toBe(false);
    expect(outcome.devicePermission).toBe(false);
  });

  test('gets one MessagePort per load, over which the same validated Api answers', () => {
    expect(outcome.record.filter((r) => r.what === 'webContents.postMessage')[0].args).toEqual(['loopwright-port', 1]);
    expect(outcome.again).toBe(2);
    expect(outcome.projects).toEqual(['From the desktop']);
    expect(outcome.refused).toBe('IssueError');
    expect(outcome.runtime).toBe('electron');
  });
});

test('there is one instance, and training runs in a utility process', () => {
  expect(indexOf('app.requestSingleInstanceLock')).toBeGreaterThanOrEqual(0);
  expect(first('utilityProcess.fork').args[0]).toBe(join(root, 'out', 'main', 'trainer.js'));
  expect(outcome.engine).toBe('wasm');
});

test('a store that cannot serve is told in a sentence, and the app ends', () => {
  const store = join(mkdtempSync(join(tmpdir(), 'loopwright-electron-')), 'store.db');
  writeFileSync(store, 'a letter, not a database. '.repeat(100));
  const { record } = drive(store);
  expect(record.find((r) => r.what === 'dialog.showErrorBox')!.args[1]).toMatch(/store .*cannot be read.*Move it away/);
  expect(record.find((r) => r.what === 'app.exit')!.args).toEqual([2]);
});

test('quitting waits for the training under way to write its checkpoint', () => {
  expect(outcome.isQuitPrevented).toBe(true);
});

test('V8 is told to pair vector operations under both names of the flag, separated by a comma', () => {
  expect(first('app.commandLine.appendSwitch').args).toEqual(['js-flags', '--wasm-revectorize,--experimental-wasm-revectorize']);
});
