// A text becomes a model of characters that writes on from a prompt, on the page of its run.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test as base } from './fixture.ts';

const script = resolve(import.meta.dirname, '../../src-main/cli.ts');
const text = 'the cat sat on the mat and the dog ran after the cat\n'.repeat(60);

/** The store has a run before the window opens. */
const test = base.extend<{ store: string }>({
  store: async ({}, use, info) => {
    const folder = info.outputPath();
    const data = join(folder, 'cats.txt');
    const store = join(folder, 'store.db');
    writeFileSync(data, text);
    const done = spawnSync(process.execPath, [
      script,
      ...['train', '--data', data, '--symbols', '--lookback', '20', '--epochs', '4', '--threads', '1', '--store', store],
    ]);
    expect(done.status, String(done.stderr)).toBe(0);
    await use(store);
  },
});

test('a model of characters writes on, and says what it does not know', async ({ appPage: page }) => {
  await page.getByTestId('tab-train').click();
  const writes = page.getByTestId('generate');
  await writes.getByTestId('generate-prompt').fill('the ');
  await writes.getByTestId('generate-length').fill('60');
  await writes.getByTestId('generate-length').press('Enter');
  await writes.getByTestId('generate-start').click();
  const written = writes.getByTestId('generate-text');
  await expect(written).toHaveAttribute('data-over', 'true', { timeout: 30_000 });
  const first = (await written.textContent())!;
  expect(first).toMatch(/^the [a-z\n ]{60}$/);
  await expect(writes.getByTestId('generate-perplexity')).toContainText('on the test part');
  await writes.getByTestId('generate-start').click();
  await expect(written).toHaveText(first, { useInnerText: false });
  await writes.getByTestId('generate-prompt').fill('the Zoo');
  await writes.getByTestId('generate-start').click();
  await expect(writes.getByTestId('issue')).toContainText('never seen "Z"');
});
