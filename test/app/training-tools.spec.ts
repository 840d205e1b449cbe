// A rate that is looked for and used, a schedule with a warm-up, and the run that keeps them, in the window.
import { expect, test } from './fixture.ts';

test('a rate is found and used, a schedule is chosen, and the run keeps both', async ({ app }) => {
  const { page } = app;
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  await page.getByTestId('sample-airline-passengers').click();
  await page.getByTestId('tab-train').click();

  // Found by a search on weights of its own; no run appears.
  await page.getByTestId('rate-find').click();
  await expect(page.getByTestId('rate-chart')).toBeVisible();
  await expect(page.getByTestId('rate-advice')).toContainText(/the loss/);
  const use = page.getByTestId('rate-use');
  const rate = Number((await use.textContent())!.replace('Use ', ''));
  expect(rate).toBeGreaterThan(1e-5);
  await use.click();
  await expect(page.getByTestId('setting-rate')).toHaveValue(String(rate));
  await page.getByTestId('rate-close').click();
  await expect(page.getByTestId('rate-finder')).toBeHidden();
  await expect(page.getByTestId('run-item')).toHaveCount(0);

  // Only what the schedule looks at is shown, with a picture of the rate.
  await expect(page.getByTestId('schedule-picture')).toBeHidden();
  await expect(page.getByTestId('setting-cyclePeak')).toBeHidden();
  await page.getByTestId('setting-schedule').click();
  await page.getByRole('option', { name: 'One cycle', exact: true }).click();
  await expect(page.getByTestId('setting-cyclePeak')).toHaveValue('0.3');
  await page.getByTestId('setting-warmup').fill('2');
  await expect(page.getByTestId('schedule-picture')).toBeVisible();
  await page.getByTestId('setting-epochs').fill('8');
  await page.getByTestId('advanced').click();
  await page.getByTestId('setting-accumulate').fill('2');
  // What cannot be is said beside the button, and put right.
  await page.getByTestId('setting-warmup').fill('8');
  await expect(page.getByTestId('plan-problems')).toContainText('A warm-up of 8 epochs leaves nothing of 8.');
  await expect(page.getByTestId('train-start')).toBeDisabled();
  await page.getByTestId('setting-warmup').fill('2');
  // What this machine has not is said at the start, with how to add it; no run is made.
  await page.getByTestId('setting-backend').click();
  await page.getByRole('option', { name: 'TensorFlow.js', exact: true }).click();
  await page.getByTestId('train-start').click();
  await expect(page.getByText('No TensorFlow.js package is installed.')).toBeVisible();
  await expect(page.getByTestId('run-item')).toHaveCount(0);
  await page.getByTestId('setting-backend').click();
  await page.getByRole('option', { name: 'automatic', exact: true }).click();
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('run-verdict')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByTestId('setting-schedule')).toContainText('One cycle');
  await expect(page.getByTestId('setting-warmup')).toContainText('2');
  await expect(page.getByTestId('schedule-picture')).toBeVisible();
  expect(said).toEqual([]);
});
