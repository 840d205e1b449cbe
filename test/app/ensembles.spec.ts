// Several seeds as one, and a backtest, planned and read in the window.
import { expect, test } from './fixture.ts';

test('seeds are trained and combined, and stand together on their page and in Compare; a backtest shows its folds', async ({ app }) => {
  const { page } = app;
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  await page.getByTestId('sample-airline-passengers').click();
  await page.getByTestId('tab-train').click();

  await expect(page.getByTestId('plan-seeds')).toHaveValue('1');
  await expect(page.getByTestId('plan-combine')).toBeHidden();
  await page.getByTestId('setting-epochs').fill('3');
  await page.getByTestId('plan-seeds').fill('2');
  // A backtest of several seeds is refused beside the button.
  await page.getByTestId('plan-backtest').click();
  await expect(page.getByTestId('plan-problems')).toContainText('A backtest trains one seed on every fold.');
  await expect(page.getByTestId('train-start')).toBeDisabled();
  await page.getByTestId('plan-backtest').click();
  await page.getByTestId('plan-combine').click();
  await page.getByRole('option', { name: 'median', exact: true }).click();
  await page.getByTestId('train-start').click();

  await expect(page.getByTestId('together')).toContainText('median of all 2', { timeout: 60_000 });
  await expect(page.getByTestId('member')).toHaveCount(2);
  await expect(page.getByTestId('run-verdict')).toBeVisible();
  await expect(page.getByTestId('forecast-chart')).toBeVisible();
  await expect(page.getByTestId('band').first()).toBeAttached();
  await expect(page.getByTestId('intervals')).toBeVisible();
  // The whole, and its members below it.
  await expect(page.getByTestId('run-item')).toHaveCount(3);
  await page.getByTestId('tab-compare').click();
  await expect(page.getByTestId('compare-row')).toHaveCount(3);
  await expect(page.getByTestId('compare-row').first()).toContainText('median of 2 seeds');

  await page.getByTestId('tab-train').click();
  // A copy is planned as what it is copied from.
  await page.getByTestId('run-item').first().locator('.open').click();
  await page.getByTestId('run-copy-settings').click();
  await expect(page.getByTestId('plan-seeds')).toHaveValue('2');
  await expect(page.getByTestId('plan-combine')).toContainText('median');
  await page.getByTestId('plan-seeds').fill('1');
  await page.getByTestId('setting-epochs').fill('2');
  await page.getByTestId('plan-backtest').click();
  await page.getByTestId('plan-folds').fill('40');
  await expect(page.getByTestId('plan-problems')).toContainText('folds');
  await expect(page.getByTestId('train-start')).toBeDisabled();
  await page.getByTestId('plan-folds').fill('2');
  await expect(page.getByTestId('fold-picture').locator('li')).toHaveCount(2);
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('fold')).toHaveCount(2, { timeout: 60_000 });
  await expect(page.getByTestId('fold-mean')).toBeVisible();
  await expect(page.getByTestId('run-sentence')).toContainText('2 folds');
  // Folds have windows of their own: they are no rows of the comparison.
  await page.getByTestId('tab-compare').click();
  await expect(page.getByTestId('compare-row')).toHaveCount(3);

  await (await app.reopen()).getByTestId('tab-train').click();
  expect(said).toEqual([]);
});
