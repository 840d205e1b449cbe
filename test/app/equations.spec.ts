// A cell of one's own, typed in the inspector: what is wrong is marked while one types, examples, undo, and it trains.
import { expect, test } from './fixture.ts';

test('a cell is typed, corrected where it is marked, and trained', async ({ appPage: page }) => {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text());
  });
  await page.getByTestId('sample-sunspots').click();
  await expect(page.getByTestId('overview')).toBeVisible();
  await page.getByTestId('tab-architecture').click();
  await page.getByTestId('template-elman').click();
  await page.getByTestId('plate-elman').click();
  await page.getByTestId('find-cell').fill('equations');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('plate-equations')).toBeVisible();

  // It begins with something that works.
  const area = page.getByTestId('field-text');
  const problems = page.getByTestId('equation-problems').locator('li');
  await expect(area).toHaveValue(/z = sigmoid/);
  await expect(problems).toHaveCount(0);
  await expect(page.getByTestId('equation-names').locator('[data-name=h]')).toContainText('goes out');

  // Both layers break lines at the same places, or the marks would stand under other letters.
  const heights = () =>
    page.getByTestId('equation-editor').evaluate((editor) => {
      const [paper, layer] = [editor.querySelector<HTMLElement>('.paper')!, editor.querySelector('textarea')!];
      return [layer.scrollHeight - paper.offsetHeight, layer.scrollWidth - layer.clientWidth];
    });
  expect(await heights()).toEqual([0, 0]);

  // Typed by hand, with a mistake: underlined within 100 ms, said below, and F8 leads there.
  await area.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type("h = tahn(W x + U h' + b)");
  const typed = Date.now();
  await expect(page.locator('[data-testid=equation-editor] .is-error')).toHaveText('tahn');
  expect(Date.now() - typed).toBeLessThan(1000);
  await expect(problems).toHaveText(/^\s*Line 1, character 5 There is no function "tahn"\. Did you mean tanh\?\s*$/);
  await expect(area).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByTestId('problem-chip')).toBeVisible();
  await page.keyboard.press('F8');
  await page.keyboard.type('tanh');
  await expect(area).toHaveValue("h = tanh(W x + U h' + b)");
  await expect(problems).toHaveCount(0);
  await expect(page.getByTestId('equation-names')).toContainText('W64 × 644,096');
  expect(await heights()).toEqual([0, 0]);

  // Undo goes back burst by burst, with the caret in the text; an example is one step.
  await page.keyboard.press('Control+Z');
  await expect(area).toHaveValue("h = tahn(W x + U h' + b)");
  await page.keyboard.press('Control+Shift+Z');
  await expect(area).toHaveValue("h = tanh(W x + U h' + b)");
  await expect(area).toBeFocused();
  await page.getByTestId('equation-examples').click();
  await page.getByTestId('example-oscillator').click();
  await expect(area).toHaveValue(/omega/);
  await expect(page.getByTestId('plate-equations')).toContainText('64 → 128');
  await page.getByTestId('architecture-undo').click();
  await expect(area).toHaveValue("h = tanh(W x + U h' + b)");

  // It is there after the window was closed, and it trains.
  await page.getByTestId('tab-train').click();
  await page.getByTestId('setting-epochs').fill('2');
  await page.getByTestId('setting-epochs').press('Enter');
  await page.getByTestId('train-start').click();
  await expect(page.getByTestId('run-verdict')).toBeVisible({ timeout: 120_000 });
  expect(said).toEqual([]);
});
