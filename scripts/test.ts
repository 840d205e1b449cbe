/**
 * `npm test`: types, lint, unit tests (engine, store, host, window), and end to end in a real browser.
 * Ends with one line `N passed, N failed`: each type-checked room and each lint pass counts as one.
 * `npm test -- NAME ...` runs only the parts named: types, lint, unit, e2e.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';
import { buildIfStale } from './build.ts';
import { ensureBrowser } from './machine.ts';

const results = join(root, 'out', 'test-results');
let passed = 0;
let failed = 0;
let skipped = 0;

const tool = (path: string): string => join(root, 'node_modules', path);

/** One command that passes or fails as a whole; its output is shown when it fails. */
function whole(name: string, ...command: string[]): void {
  const done = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  const ok = done.status === 0;
  if (ok) passed++;
  else failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`);
  if (!ok) console.log(done.stdout + done.stderr);
}

/** One command that runs many tests and leaves their counts in a JSON file. */
function many(name: string, command: string[], countsOf: () => { passed: number; failed: number; skipped: number }): void {
  // Not NO_COLOR: Playwright sets FORCE_COLOR for its workers, and Node warns in each of them where both are set.
  const done = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit', env: { ...process.env, FORCE_COLOR: '0' } });
  try {
    const counts = countsOf();
    passed += counts.passed;
    failed += counts.failed;
    skipped += counts.skipped;
    // A runner that fails without a failed test could not even begin.
    if (done.status !== 0 && counts.failed === 0) failed++;
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}: no results (${(error as Error).message})`);
  }
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(results, file), 'utf8'));

const parts: Record<string, () => void> = {
  types() {
    for (const room of ['src-engine', 'src-shared', 'src-main']) whole(`types ${room}`, tool('typescript/bin/tsc'), '-p', room);
    whole(
      'types src-renderer',
      tool('svelte-check/bin/svelte-check'),
      '--tsconfig',
      'src-renderer/tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human',
    );
    whole('types test', tool('typescript/bin/tsc'), '-p', 'test');
  },
  lint() {
    whole('eslint', tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0');
    whole('prettier', tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.');
  },
  unit() {
    many(
      'vitest',
      [tool('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(results, 'unit.json')}`],
      () => {
        const { numPassedTests, numFailedTests, numPendingTests } = readJson('unit.json') as {
          numPassedTests: number;
          numFailedTests: number;
          numPendingTests: number;
        };
        return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
      },
    );
  },
  e2e() {
    buildIfStale();
    const browser = ensureBrowser();
    if (!browser) {
      failed++;
      return;
    }
    process.env.CHROMIUM_PATH = browser;
    many('playwright', [tool('@playwright/test/cli.js'), 'test'], () => {
      const { stats } = readJson('e2e.json') as { stats: { expected: number; unexpected: number; flaky: number; skipped: number } };
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
    });
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length) {
  console.error(`There is no part "${unknown[0]}". Parts are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
for (const [name, run] of Object.entries(parts)) if (!asked.length || asked.includes(name)) run();
if (skipped) console.log(`${skipped} skipped: their data or program is not on this machine`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
