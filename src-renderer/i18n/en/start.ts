// The first page: nothing is here yet, and what to do about it.
export const start = {
  title: 'Drop a series here',
  formats:
    'A table (CSV, Excel, Parquet …), series, a text, or a zip of recordings. Separators, dates and decimal comma are found for you.',
  open: 'Open a file',
  paste: 'Paste from clipboard',
  samples: 'Or open a sample',
  samplesAbout: 'each comes with a dataset design and baselines',
  opening: 'Opening…',
  projects: 'Go on with a project',
  noDatasets: 'Nothing here yet. Files you open are listed with their columns.',
  offline: 'Nothing leaves this machine. There is no account and no network.',
  next: 'What happens next',
  steps: [
    { title: 'Design the windows', text: 'Say what to predict, from what, how far ahead.' },
    { title: 'Draw a loop, or keep the template', text: 'Drag a handle backwards and it becomes feedback.' },
    { title: 'Train and see if it helps', text: 'Naive baselines stand beside every run, same windows.' },
  ],
  naive: 'naive',
  yours: 'yours',
  pressFor: (palette: string, help: string) => [`Press `, palette, ` for every command, `, help, ` for all shortcuts.`],
  noDataset: 'no dataset yet',
  runs: (n: number): string => (n === 1 ? 'run' : 'runs'),
  cores: (n: number): string => (n === 1 ? 'core, ' : 'cores, '),
  memory: 'memory',
  /** Samples say what they are in English; another language may say it by their names. */
  sampleTexts: {} as Record<string, { label: string; about: string; hint: string }>,
};
