// What a trained model is used for on the page of its run: writing on, and telling the classes of a file.
import { count, percent } from '../format.ts';

const n = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

export const use = {
  generate: 'Let it write',
  generateAbout: 'Each symbol is drawn from what the network says of the next one, and shown to it in its turn.',
  prompt: 'Prompt',
  promptText: 'What it writes on from; empty for the beginning of a line',
  promptWords: 'Symbols with spaces between them; empty for any beginning',
  temperature: 'Temperature',
  temperatureAbout: '0 writes the likeliest symbol, 1 draws as the network says; higher is bolder.',
  seed: 'Seed',
  seedAbout: 'The same seed writes the same text.',
  length: 'Symbols',
  write: 'Generate',
  stop: 'Stop',
  copy: 'Copy',
  written: 'What it wrote',
  /** Perplexity 3.16 of what it wrote, 5.47 on the test part */
  perplexity: (own: string, test: string): string => `Perplexity ${own} of what it wrote${test ? `, ${test} on the test part` : ''}`,
  perplexityAbout:
    'Among how many equally likely symbols it is as unsure. A low temperature writes what it is sure of, so its own text is easier than a real one.',
  tell: 'Tell the classes of a file',
  tellAbout: 'The file is read as that of the run was. Nothing of it is stored.',
  choose: 'Choose a file',
  telling: 'Telling ...',
  save: 'Save as CSV',
  told: (windows: number, left: number): string =>
    `${n(windows, 'window', 'windows')} told${left ? `; ${count(left)} could not be: too short, or a value is missing` : ''}.`,
  right: (right: number, of: number): string => `${count(right)} of ${count(of)} as the file says (${percent(right / of)}).`,
  series: 'Series',
  row: 'Row',
  class: 'Class',
  truth: 'File says',
  probability: 'Probability',
  shown: (shown: number, of: number): string =>
    `The first ${count(shown)} of ${count(of)}; the CSV has all, with the probability of every class.`,
};
