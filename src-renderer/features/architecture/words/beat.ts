// At which steps a cell runs, in words, where they are not the rows of the window one after the other: `4 segments`, `once, backward`.
import type { Catalogue } from '../../../i18n/en/index.ts';
import { stepsOn, type Lines } from '../model/lines.ts';

export function beatText(lines: Lines, id: string, t: Catalogue['architecture'], lookback: number): string {
  const node = lines.get(id);
  if (!node) return '';
  const { line } = node;
  const steps = stepsOn(line, lookback);
  const beat =
    line.kind === 'once'
      ? t.beats.once
      : line.kind === 'segments'
        ? t.beats.segments(steps)
        : line.kind === 'ahead'
          ? t.beats.ahead(steps)
          : '';
  return [beat, node.isBackward ? t.backward : ''].filter(Boolean).join(t.comma);
}
