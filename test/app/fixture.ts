// One `appPage` fixture: Electron where its binary is, else the loopback host with this machine's Chromium. A fresh store for each test.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { _electron, chromium, test as base, type Page } from '@playwright/test';
import { findBrowser, findElectron, hasDisplay, isRoot } from '../../scripts/machine.ts';

const root = resolve(import.meta.dirname, '../..');

export interface App {
  page: Page;
  /** A second window on the same host, or the same one loaded again. */
  reopen(): Promise<Page>;
}

export const test = base.extend<{ store: string; app: App; appPage: Page }>({
  store: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'loopwright-test-'));
    await use(join(folder, 'store.db'));
    rmSync(folder, { recursive: true, force: true });
  },
  app: async ({ store }, use, info) => {
    const electron = hasDisplay() && process.env.LOOPWRIGHT_E2E !== 'web' ? findElectron() : undefined;
    await (electron ? inElectron(electron, store, info.outputPath('profile'), use) : inBrowser(store, use));
  },
  appPage: async ({ app }, use) => use(app.page),
});

async function inElectron(executablePath: string, store: string, profile: string, use: (app: App) => Promise<void>): Promise<void> {
  const electron = await _electron.launch({
    executablePath,
    args: [...(isRoot() ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, root],
    cwd: root,
    env: { ...(process.env as Record<string, string>), LOOPWRIGHT_STORE: store },
  });
  const page = await electron.firstWindow();
  await use({
    page,
    reopen: async () => {
      await page.reload();
      return page;
    },
  });
  await electron.close();
}

async function inBrowser(store: string, use: (app: App) => Promise<void>): Promise<void> {
  const host = spawn(process.execPath, [join(root, 'src-main', 'web.ts'), '--port', '0', '--store', store], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    host.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      const found = /^Loopwright (\S+)/m.exec(text);
      if (found) resolve(found[1]);
    });
    host.once('exit', (code) => reject(new Error(`the host ended with code ${code}`)));
  });
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 820 }, locale: 'en-US' });
  const page = await context.newPage();
  await page.goto(address);
  let current = page;
  await use({
    page,
    reopen: async () => {
      await current.close();
      current = await context.newPage();
      await current.goto(new URL('/', address).href);
      return current;
    },
  });
  await browser.close();
  host.kill('SIGTERM');
  await new Promise((resolve) => host.once('exit', resolve));
}

/** Drops files on the page as a person would: drag events with a DataTransfer made in the page. */
export async function dropFiles(page: Page, paths: (string | { name: string; text: string })[], selector = 'body'): Promise<void> {
  const files = await Promise.all(
    paths.map(async (p) =>
      typeof p === 'string'
        ? { name: basename(p), base64: (await readFile(p)).toString('base64') }
        : { name: p.name, base64: Buffer.from(p.text).toString('base64') },
    ),
  );
  const dataTransfer = await page.evaluateHandle((all) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of all) transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
    return transfer;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.locator(selector).first().dispatchEvent(type, { dataTransfer });
}

export { expect } from '@playwright/test';
