// Texts of what a trained model can be used for on its page: writing on, and telling the classes of a new file.
import { count } from '../format.ts';

const n = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

export const use = {
  writes: 'Let it write',
  writesAbout: 'each symbol drawn from what the network says of the next one',
  prompt: 'Prompt',
  promptPlaceholder: 'What it goes on from; empty is the beginning of a line',
  temperature: 'Temperature',
  temperatureAbout: '0 always takes the likeliest symbol, 1 draws as the network says, more is bolder.',
  length: 'Symbols',
  seed: 'Seed',
  seedAbout: 'The same seed writes the same text.',
  generate: 'Generate',
  stop: 'Stop',
  writing: 'The first symbols come in a moment.',
  nothingYet: 'Nothing is written yet.',
  symbols: (symbols: number): string => n(symbols, 'symbol', 'symbols'),
  ownPerplexity: (perplexity: string): string => `perplexity ${perplexity} of what it wrote`,
  trainedPerplexity: (perplexity: string, part: 'validation' | 'test'): string => `perplexity ${perplexity} on the ${part} part`,

  tells: 'Tell the classes of a file',
  tellsAbout: 'read as the dataset of this run was',
  chooseFile: 'Choose a file',
  saveCsv: 'Save as CSV',
  telling: (file: string): string => `Reading ${file}`,
  /** new.ts: 40 series, of which 22 slow, 18 quick. */
  told: (file: string, windows: number, isSeries: boolean, classes: { name: string; count: number }[]): string => {
    const shown = classes.slice(0, 6).map((one) => `${count(one.count)} ${one.name}`);
    return `${file}: ${isSeries ? `${n(windows, 'window', 'windows')} of its series` : n(windows, 'row', 'rows')} told, ${shown.join(', ')}${classes.length > 6 ? ' …' : ''}.`;
  },
  toldRight: (right: number, of: number): string =>
    `The file says the class of ${count(of)}; ${count(right)} of them are told right (${((100 * right) / of).toFixed(1)}\u00a0%).`,
  left: (left: number): string => `${n(left, 'window is', 'windows are')} left out: too short, or with a value missing.`,
  more: (rows: number): string => `${n(rows, 'more line', 'more lines')} in the CSV file.`,
  series: 'Series',
  row: 'Last row',
  class: 'Class',
  trueClass: 'In the file',
  probability: 'Probability',
};
