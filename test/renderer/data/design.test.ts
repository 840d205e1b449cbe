// The draft of a design: what is saved when, what undo takes back, and what happens when the host knows better.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '#shared/api.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { Design } from '../../../src-renderer/features/data/design.svelte.ts';

const numbers = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i / 4));
const stored = defaultDesign({ rows: 1000, columns: [{ name: 'y', numbers }] });
const record = (change: Partial<DatasetRecord> = {}): DatasetRecord =>
  ({
    id: 'd1',
    project: 'p1',
    name: 'd',
    kind: 'series',
    categories: [],
    rows: 1000,
    columns: ['y', 'x'],
    hash: 'h',
    design: stored,
    designHash: 'start',
    ...change,
  }) as DatasetRecord;

function open() {
  const saved: DatasetDesign[] = [];
  const problems: unknown[] = [];
  const saveDesign = vi.fn(async (_: string, design: DatasetDesign) => {
    saved.push(design);
    return record({ design, designHash: `hash ${saved.length}` });
  });
  const summary = vi.fn(async () => ({ issues: [], windows: { train: 1, validation: 1, test: 1 } }));
  const design = new Design({ datasets: { saveDesign, summary } } as unknown as Api, record(), (error) => problems.push(error));
  return { design, saved, problems, saveDesign, summary };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a draft', () => {
  it('is saved when it has been left alone, and once', async () => {
    const { design, saved } = open();
    design.change({ lookback: 10 }, 'lookback');
    design.change({ lookback: 11 }, 'lookback');
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(saved.map((d) => d.lookback)).toEqual([11]);
  });

  it('is not saved while it has errors, and says them', async () => {
    const { design, saved, summary } = open();
    await vi.advanceTimersByTimeAsync(100);
    const asked = summary.mock.calls.length;
    design.change({ targets: [] });
    await vi.advanceTimersByTimeAsync(2000);
    expect(saved).toEqual([]);
    expect(summary.mock.calls.length).toBe(asked);
    expect(design.issues.map((issue) => issue.code)).toEqual(['no-target']);
  });

  it('is saved at once when the page is left', async () => {
    const { design, saved } = open();
    design.change({ horizon: 3 });
    design.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(saved.map((d) => d.horizon)).toEqual([3]);
  });

  it('tells when it could not be saved', async () => {
    const { design, problems, saveDesign } = open();
    saveDesign.mockRejectedValueOnce(new Error('disk full'));
    design.change({ horizon: 3 });
    await vi.advanceTimersByTimeAsync(500);
    expect(problems).toHaveLength(1);
  });
});

describe('undo', () => {
  it('takes back a whole drag, and brings it again', () => {
    const { design } = open();
    const before = design.draft;
    for (const lookback of [20, 30, 40]) design.change({ lookback }, 'handle');
    design.change({ horizon: 7 });
    design.undo();
    expect(design.draft.lookback).toBe(40);
    design.undo();
    expect(design.draft).toEqual(before);
    expect(design.canUndo).toBe(false);
    design.redo();
    design.redo();
    expect(design.draft).toMatchObject({ lookback: 40, horizon: 7 });
    expect(design.canRedo).toBe(false);
  });

  it('counts the same field after a pause as another change', () => {
    const { design } = open();
    design.change({ lookback: 20 }, 'lookback');
    vi.setSystemTime(Date.now() + 5000);
    design.change({ lookback: 30 }, 'lookback');
    design.undo();
    expect(design.draft.lookback).toBe(20);
  });

  it('is not there for a change that changes nothing', () => {
    const { design } = open();
    design.change({ horizon: design.draft.horizon });
    expect(design.canUndo).toBe(false);
  });
});

describe('a newer record', () => {
  it('with other numbers begins anew', () => {
    const { design } = open();
    design.change({ lookback: 20 });
    const fresh = { ...stored, lookback: 5 };
    design.adopt(record({ hash: 'other', design: fresh, designHash: 'fresh' }));
    expect(design.draft).toEqual(fresh);
    expect(design.canUndo).toBe(false);
  });

  it('with a design that was changed elsewhere is taken, and can be undone', () => {
    const { design } = open();
    design.adopt(record({ design: { ...stored, horizon: 9 }, designHash: 'elsewhere' }));
    expect(design.draft.horizon).toBe(9);
    design.undo();
    expect(design.draft.horizon).toBe(stored.horizon);
  });

  it('does not overwrite what is being typed', () => {
    const { design } = open();
    design.change({ lookback: 20 });
    design.adopt(record({ name: 'renamed' }));
    expect(design.record.name).toBe('renamed');
    expect(design.draft.lookback).toBe(20);
  });

  it('of its own saving changes nothing', async () => {
    const { design, saved } = open();
    design.change({ lookback: 20 });
    await vi.advanceTimersByTimeAsync(500);
    design.adopt(record({ design: saved[0], designHash: 'hash 1' }));
    expect(design.draft.lookback).toBe(20);
    expect(design.canUndo).toBe(true);
  });
});
