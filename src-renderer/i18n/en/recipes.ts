// What the recipe chose and why. The reasons speak English in the engine.
import { count } from '../format.ts';

const n = (number: number, one: string, many: string): string => `${count(number)} ${number === 1 ? one : many}`;

export const recipes = {
  title: 'Why this network',
  about: 'chosen from the task and the size of the data; change anything',
  units: (units: number) => n(units, 'unit', 'units'),
  segment: (points: number) => `Segments of ${n(points, 'row', 'rows')}`,
  dropout: (share: number) => `Dropout ${share}`,
  level: 'Level seen',
  series: (values: number) => `${n(values, 'value', 'values')} for each series`,
  batch: (windows: number) => `Batches of ${count(windows)}`,
  epochs: (epochs: number) => n(epochs, 'epoch', 'epochs'),
  reasons: {} as Record<string, (v: Record<string, number>) => string>,
};
