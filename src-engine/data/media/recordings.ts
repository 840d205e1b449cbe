/** WAV files as series of log-mel frames, one frame every 10 ms. Files of different rates are made comparable by bands up to what all of them hold. */
import type { Issue } from '../../issue.ts';
import type { ReadHost, TableRead } from '../read-table.ts';
import { readCollection, type CollectionFile } from './collection.ts';
import { LogMel, bandsUpTo } from './log-mel.ts';
import { readWav } from './wav.ts';

export function readRecordings(files: readonly CollectionFile[], host: ReadHost): TableRead {
  const rates = new Set<number>();
  for (const file of files) {
    const recording = readWav(file.read());
    if (typeof recording !== 'string' && recording.samples.length) rates.add(recording.rate);
  }
  const lowest = Math.min(...rates);
  const top = rates.size ? lowest / 2 : 4000;
  const bands = bandsUpTo(top);
  const makers = new Map([...rates].map((rate) => [rate, new LogMel(rate, top, bands)]));
  return readCollection(
    files,
    {
      key: 'recording',
      columns: Array.from({ length: bands }, (_, i) => `band ${i + 1}`),
      steps(file) {
        const recording = readWav(file.read());
        if (typeof recording === 'string') return recording;
        if (!recording.samples.length) return 'holds no samples';
        const frames = makers.get(recording.rate)!.frames(recording.samples);
        return { rows: frames.length / bands, valueAt: (band, frame) => frames[frame * bands + band] };
      },
      issues: rates.size > 1 ? [differentRates([...rates].sort((a, b) => a - b), top)] : [], // prettier-ignore
    },
    host,
  );
}

const differentRates = (rates: number[], top: number): Issue => ({
  severity: 'warning',
  code: 'different-rates',
  where: 'file',
  message: `The recordings have ${rates.length} sample rates (${rates.join(', ')} Hz). Bands go up to ${top} Hz, which all of them hold.`,
  fix: 'Bring them to one rate to use higher pitches too.',
  values: { count: rates.length, rates: rates.join(', '), top },
});
