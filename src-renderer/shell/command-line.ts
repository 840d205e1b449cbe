// The command that does on the command line what the Data page is set to: for scripts, and to learn it.
import type { DatasetDesign } from '#engine/data/design.ts';

/** Quoted for a POSIX shell where that is needed. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function trainCommand(fileName: string, design: DatasetDesign, columns: readonly string[], architecture?: string): string {
  const { split } = design;
  const share = (x: number) => String(Number(x.toPrecision(6)));
  const parts = [split.train, split.validation, split.test].map(share).join(',');
  const usesAll = design.features.length === columns.length && columns.every((name) => design.features.includes(name));
  return [
    'npm run cli -- train',
    `--data ${word(fileName)}`,
    `--target ${word(design.targets.join(','))}`,
    ...(usesAll ? [] : [`--features ${word(design.features.join(','))}`]),
    `--lookback ${design.lookback}`,
    `--horizon ${design.horizon}`,
    `--split ${parts}`,
    ...(architecture ? [`--architecture ${word(architecture)}`] : []),
  ].join(' \\\n  ');
}
