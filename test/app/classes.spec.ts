// Series with classes: found, told by the recommended network, and judged by what is told right.
import { dropFiles, expect, test } from './fixture.ts';

/** Slow and quick waves of forty rows each, as a .ts file. */
const series = Array.from({ length: 60 }, (_, s) => {
  const pace = s % 2 ? 9 : 3;
  return `${Array.from({ length: 40 }, (__, i) => (Math.sin(i / pace + s) + 0.1 * Math.cos(i * s * 7)).toFixed(4)).join(',')}:${s % 2 ? 'slow' : 'quick'}`;
});
const waves = `@problemName waves\n@timeStamps false\n@missing false\n@univariate true\n@equalLength true\n@seriesLength 40\n@classLabel true quick slow\n@data\n${series.join('\n')}\n`;

test('series with classes become a classifier, and the page says what it tells right', async ({ appPage: page }) => {
  await dropFiles(page, [{ name: 'waves.ts', text: waves }]);
  await expect(page.getByTestId('windows-train')).toBeVisible();
  await page.getByTestId('tab-train').click();
  await expect(page.getByTestId('plan-sentence')).toContainText('one of 2 classes out');
  await expect(page.getByTestId('recipe')).toContainText('2 classes');
  await expect(page.getByTestId('many-series')).toHaveText('60 series of 40 rows, in 2 classes.');
  await page.getByTestId('setting-epochs').fill('15');
  await page.getByTestId('setting-epochs').press('Enter');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('run-verdict')).toContainText('windows right, always saying the most frequent', { timeout: 60_000 });
  await expect(page.getByTestId('results')).toContainText('ROC-AUC');
  await expect(page.getByTestId('confusion').locator('tbody tr')).toHaveCount(2);
  await page.getByTestId('tab-compare').click();
  await expect(page.getByRole('columnheader', { name: /Accuracy/ })).toBeVisible();
  await expect(page.locator('body')).not.toContainText('not finished');
  await page.getByTestId('tab-export').click();
  await expect(page.locator('body')).toContainText('Tells 2 classes apart');
});
