// A chart for the clipboard: its numbers as a table, or what is on its canvas as a picture.
import type { ChartSeries } from './chart.ts';
import { toTsv } from './tsv.ts';

/** Every x with all series; gaps are empty cells. */
export function chartTsv(x: ArrayLike<number>, series: readonly ChartSeries[], xLabel: string): string {
  const shown = series.filter((s) => !s.quiet);
  const cell = (value: number | null) => (value === null || !Number.isFinite(value) ? '' : String(value));
  return toTsv([
    [xLabel || 'x', ...shown.map((s) => s.label)],
    ...Array.from({ length: x.length }, (_, i) => [String(x[i]), ...shown.map((s) => cell(s.values[i] ?? null))]),
  ]);
}

/** On the given ground, because a canvas is transparent. Saved as a file where the clipboard takes no pictures. */
export async function copyPicture(canvas: HTMLCanvasElement, ground: string, name: string): Promise<void> {
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d')!;
  context.fillStyle = ground;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  const picture = await new Promise<Blob | null>((resolve) => copy.toBlob(resolve, 'image/png'));
  if (!picture) return;
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
  } catch {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(picture);
    link.download = `${name}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
