/**
 * How quickly a large table is read, typed and stored:
 *   npm run bench:read [-- --megabytes 500] [--file FILE]
 * A time and seven floats a row. Says the rate of a plain loop over the same bytes, of reading and typing, of `import` end to end, the peak memory of both,
 * and how long it takes until the plot of the stored dataset can be drawn. One JSON document on stdout.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readSource } from '#engine/data/read-table.ts';
import { Blocks } from '#engine/data/source.ts';
import type { Storage } from '#engine/data/values.ts';
import { openFile } from '../../src-main/files/file-source.ts';
import { openHost } from '../../src-main/host/host.ts';
import { launchChild } from '../../src-main/trainer/launch.ts';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '500' }, file: { type: 'string' }, only: { type: 'string' } },
});
const script = resolve(import.meta.filename);
const folder = mkdtempSync(join(tmpdir(), 'loopwright-bench-'));
const seconds = (since: number) => (performance.now() - since) / 1000;
const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);

function write(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  writeSync(file, 'date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT\n');
  for (let written = 0, row = 0; written < bytes;) {
    const lines: string[] = [];
    for (let i = 0; i < 20_000; i++, row++) {
      const time = new Date(1.45e12 + row * 60_000).toISOString().slice(0, 19).replace('T', ' ');
      lines.push(`${time},${Array.from({ length: 7 }, () => (random() * 40 - 10).toFixed(6)).join(',')}\n`);
    }
    written += writeSync(file, lines.join(''));
  }
  closeSync(file);
}

/** What no reader can be quicker than: the same fixed format, cut and typed without looking for anything. */
function plainLoop(path: string): number {
  const file = openFile(path);
  const since = performance.now();
  const columns = Array.from({ length: 8 }, () => new Float64Array(1 << 16));
  let row = 0;
  for (const blocks = new Blocks(file); ;) {
    const { bytes, isLast } = blocks;
    const end = bytes.lastIndexOf(10) + 1;
    let column = 0;
    for (let i = 0; i < end;) {
      let value = 0;
      let scale = 1;
      let sign = 1;
      let isBehindPoint = false;
      for (; bytes[i] !== 44 && bytes[i] !== 10; i++) {
        const byte = bytes[i];
        if (byte >= 48 && byte <= 57) {
          value = value * 10 + (byte - 48);
          if (isBehindPoint) scale *= 10;
        } else if (byte === 46) isBehindPoint = true;
        else if (byte === 45 && column > 0) sign = -1;
      }
      columns[column][row & 0xffff] = (sign * value) / scale;
      if (bytes[i] === 10) {
        column = 0;
        row++;
      } else column++;
      i++;
    }
    if (isLast) break;
    blocks.next(end);
  }
  file.close();
  return seconds(since);
}

/** Columns that are typed and thrown away, but for those that a step after reading looks at again. */
function read(path: string): { rows: number; took: number } {
  const file = openFile(path);
  const since = performance.now();
  const kept: Float64Array = new Float64Array(1 << 16);
  const storage: Storage = {
    chunkRows: 1 << 16,
    open: () => {
      let length = 0;
      return {
        append: (numbers) => {
          kept.set(numbers);
          length += numbers.length;
        },
        finish: () => ({
          length,
          read: (from, to) => (to - from <= kept.length ? kept.subarray(0, to - from) : new Float64Array(to - from)),
        }),
        discard: () => {},
      };
    },
  };
  const { inspection } = readSource(file, {}, { storage, mostLetters: 1 << 20 });
  const took = seconds(since);
  file.close();
  return { rows: inspection!.rows, took };
}

async function store(path: string): Promise<object> {
  const host = openHost({ store: join(folder, 'bench.db'), runtime: 'web', launch: launchChild, takesQueue: false });
  const project = await host.api.projects.create('Bench');
  const since = performance.now();
  const id = await host.imports!.file(project.id, path, statSync(path).size, {}, () => {});
  const took = seconds(since);
  await host.close();
  const again = openHost({ store: join(folder, 'bench.db'), runtime: 'web', launch: launchChild, takesQueue: false });
  const opened = performance.now();
  const record = await again.api.datasets.get(id);
  await again.api.datasets.series(id, record.columns.slice(0, 3), 0, record.rows, 2000);
  const plotted = seconds(opened);
  const zoomed = performance.now();
  await again.api.datasets.series(id, record.columns.slice(0, 3), Math.floor(record.rows * 0.4), Math.floor(record.rows * 0.6), 2000);
  const zoom = seconds(zoomed);
  await again.close();
  return {
    took,
    plotMs: Math.round(plotted * 1000),
    zoomMs: Math.round(zoom * 1000),
    storeMb: Math.round(statSync(join(folder, 'bench.db')).size / 1e6),
  };
}

/** Each in a process of its own, so that its peak memory is its own. */
function apart(what: string, path: string): { took: number; peakMb: number; [more: string]: unknown } {
  const done = spawnSync(process.execPath, [script, '--only', what, '--file', path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (done.status !== 0) throw new Error(`${what} failed`);
  return JSON.parse(done.stdout) as { took: number; peakMb: number };
}

try {
  const path = values.file ?? join(folder, 'table.csv');
  if (values.only === 'loop') console.log(JSON.stringify({ took: plainLoop(path), peakMb: peakMb() }));
  else if (values.only === 'read') console.log(JSON.stringify({ ...read(path), peakMb: peakMb() }));
  else if (values.only === 'store') console.log(JSON.stringify({ ...(await store(path)), peakMb: peakMb() }));
  else {
    if (!values.file || !existsSync(path)) write(path, Number(values.megabytes) * 1e6);
    const megabytes = statSync(path).size / 1e6;
    const rate = (took: number) => Math.round(megabytes / took);
    const [loop, typed, stored] = ['loop', 'read', 'store'].map((what) => apart(what, path));
    const told = {
      megabytes: Math.round(megabytes),
      loop: { mbPerSecond: rate(loop.took) },
      read: { mbPerSecond: rate(typed.took), ofLoop: Number((loop.took / typed.took).toFixed(2)), rows: typed.rows, peakMb: typed.peakMb },
      import: {
        mbPerSecond: rate(stored.took),
        peakMb: stored.peakMb,
        plotMs: stored.plotMs,
        zoomMs: stored.zoomMs,
        storeMb: stored.storeMb,
      },
    };
    console.log(JSON.stringify(told, null, 2));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
