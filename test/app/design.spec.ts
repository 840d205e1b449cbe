// Designing on the Data page: what leaks is found and mended with one click, and every part of a design can be set there.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { dropFiles, expect, test } from './fixture.ts';

const rows = 600;
const y = Array.from({ length: rows }, (_, i) => Math.sin(i / 7) + 0.4 * Math.cos(i * i));
const hour = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 3.6e6).toISOString().slice(0, 16);
const leaky = `time,y,next,price\n${y.map((v, i) => `${hour(i)},${v.toFixed(5)},${i + 1 < rows ? y[i + 1].toFixed(5) : ''},${i % 24}`).join('\n')}\n`;

async function choose(page: Page, testid: string, option: string): Promise<void> {
  await page.getByTestId(testid).click();
  await page.getByRole('option', { name: option }).click();
}

test('a leak is found, said, and taken out with one click', async ({ appPage: page }) => {
  await dropFiles(page, [{ name: 'leaky.csv', text: leaky }]);
  const leak = page.locator('[data-testid=finding][data-code=target-shifted]');
  await expect(leak).toContainText('1 row later');
  await expect(page.getByTestId('section-problem').first()).toBeVisible();
  await leak.getByRole('button').click();
  await expect(leak).toHaveCount(0);
  await expect(page.getByTestId('features')).not.toContainText('all 3 columns');
  await page.getByTestId('design-undo').click();
  await expect(leak).toHaveCount(1);
});

test('covariates, lags, folds, scalers and augmentation are set, and the first batch shows and saves them', async ({ appPage: page }) => {
  await dropFiles(page, [{ name: 'plain.csv', text: leaky.replace(/,[^,\n]*,([^,\n]*)\n/g, ',$1\n') }]);
  await expect(page.getByTestId('windows-train')).toBeVisible();
  const before = Number((await page.getByTestId('windows-train').textContent())!.replaceAll(',', ''));
  await page.getByTestId('more-features').click();
  await page.getByTestId('add-known').click();
  await page.getByRole('checkbox', { name: 'price', exact: true }).last().click();
  await page.keyboard.press('Escape');
  await page.getByTestId('add-calendar').click();
  await page.getByRole('checkbox', { name: 'hour', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByTestId('add-lag').click();
  await page.getByTestId('more-split').click();
  await page.getByTestId('folds').fill('2');
  await page.getByTestId('fold').fill('1');
  await page.getByTestId('more-training').click();
  await page.getByTestId('add-augmentation').click();
  await page.getByTestId('augment-jitter').click();
  await expect(page.getByTestId('augmentation')).toHaveCount(1);
  // The fold before the last trains on fewer rows.
  await expect(async () => {
    const now = Number((await page.getByTestId('windows-train').textContent())!.replaceAll(',', ''));
    expect(now).toBeLessThan(before);
  }).toPass();
  await page.getByRole('radio', { name: 'First batch' }).click();
  await expect(page.getByTestId('batch-window')).toContainText(/Window 1 of \d+/);
  await expect(page.getByTestId('batch')).toContainText('augmented');
  const saving = page.waitForEvent('download');
  await page.getByTestId('batch-save').click();
  await page.getByTestId('batch-save-csv').click();
  const [head, first] = readFileSync(await (await saving).path(), 'utf8').split('\n');
  expect(head).toMatch(
    /^window,series,row,step,time,y,y \d+ before,price,hour sin,hour cos|^window,series,row,step,time,y,price,y \d+ before,hour sin,hour cos/,
  );
  expect(first.split(',')).toHaveLength(head.split(',').length);
});

test('columns become series of their own, dates split them, and many series are looked at one by one', async ({ appPage: page }) => {
  await dropFiles(page, [{ name: 'leaky.csv', text: leaky }]);
  await page.getByTestId('add-target').click();
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.keyboard.press('Escape');
  await choose(page, 'series-kind', 'one at a time');
  await expect(page.getByTestId('series-count')).toHaveText('3');
  await choose(page, 'split-kind', 'dates');
  await expect(page.getByTestId('split-date-test')).toHaveValue(/^2024-01-/);
  await page.getByTestId('split-date-validation').fill('someday');
  await page.getByTestId('split-date-validation').press('Enter');
  await expect(page.locator('[data-testid=finding][data-code=bad-split]')).toBeVisible();
  await page.getByTestId('design-undo').click();
  await expect(page.getByTestId('windows-test')).toBeVisible();

  const long = ['a', 'b', 'c'].flatMap((id, k) =>
    Array.from({ length: 80 + 40 * k }, (_, i) => `${id},${hour(5000 * k + i)},${Math.sin(i / 5 + k).toFixed(4)}`),
  );
  await dropFiles(page, [{ name: 'long.csv', text: `unique_id,ds,y\n${long.join('\n')}\n` }]);
  await expect(page.getByTestId('truth')).toContainText('360');
  await expect(page.getByTestId('series-name')).toHaveText('a');
  await page.getByTestId('which-series').fill('3');
  await expect(page.getByTestId('series-name')).toHaveText('c');
});

test('a text that is no table is read as text when one says so', async ({ appPage: page }) => {
  // Lines of different length, none of them twice: no delimiter fits, and no column comes of it.
  const verse = Array.from(
    { length: 200 },
    (_, i) =>
      `${'so much depends '.repeat(1 + (i % 4))}${i.toString(36).replace(/\d/g, 'x')}q${'ab'.repeat(i % 7)}${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}.\n`,
  ).join('');
  await dropFiles(page, [{ name: 'verse.txt', text: verse }]);
  const asText = page.getByRole('button', { name: 'Read it as text' });
  await asText.click();
  await expect(page.getByTestId('truth')).toContainText(verse.length.toLocaleString('en-US'));
  await expect(page.getByTestId('task')).toContainText('next symbol');
  await page.getByRole('radio', { name: 'First batch' }).click();
  await expect(page.getByTestId('batch-table')).toContainText('\u2423');
});
