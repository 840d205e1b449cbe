// The command that does on the command line what the Data page is set to: for scripts, and to learn it.
import { splitText } from '../features/compare/model/settings.ts';
import type { DatasetDesign } from '#engine/data/design.ts';

/** Quoted for a POSIX shell where that is needed. */
const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function trainCommand(fileName: string, design: DatasetDesign, columns: readonly string[], architecture?: string): string {
  const { split } = design;
  const parts = splitText(split).replaceAll(' ', '');
  const usesAll = design.features.length === columns.length && columns.every((name) => design.features.includes(name));
  return [
    'npm run cli -- train',
    `--data ${word(fileName)}`,
    ...(design.task === 'forecast' ? [] : [`--task ${design.task}`]),
    ...(design.targets.length ? [`--target ${word(design.targets.join(','))}`] : []),
    ...(design.series === 'columns' ? ['--series columns'] : []),
    ...(usesAll ? [] : [`--features ${word(design.features.join(','))}`]),
    `--lookback ${design.lookback}`,
    `--horizon ${design.horizon}`,
    ...(split.by === 'column' ? [] : [...(split.by === 'series' ? ['--split-by series'] : []), `--split ${parts}`]),
    ...(architecture ? [`--architecture ${word(architecture)}`] : []),
  ].join(' \\\n  ');
}
