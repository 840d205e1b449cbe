// The draft of an architecture without a browser: every change, its undo, and what becomes feedback.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { check } from '#engine/compile/1-check.ts';
import type { Task } from '#engine/compile/task.ts';
import { templateOf } from '#engine/templates.ts';
import { Drawing, type Snapshot } from '../../../src-renderer/features/architecture/drawing.svelte.ts';
import { repairOf } from '../../../src-renderer/features/architecture/model/repairs.ts';
import { Saver } from '../../../src-renderer/features/architecture/saver.svelte.ts';

const task: Task = { inputs: 7, targetColumns: [0, 1, 2, 3, 4, 5, 6], horizon: 24 };
const open = (name = 'stacked-gru', layout: Snapshot['layout'] = {}) =>
  new Drawing(
    { architecture: templateOf(name)!.architecture, layout },
    { task: () => task, plate: (_, node) => ({ name: node.id, shape: '', label: '', count: '', hasGlyph: false }) },
  );
const edges = (d: Drawing) => d.architecture.edges.map((e) => `${e.from}>${e.to}${e.delay ? ` t-${e.delay}` : ''}`);

describe('leading an edge', () => {
  it('backwards becomes feedback with a delay of 1, and only its delay is asked for', () => {
    const d = open();
    expect(d.connect('gru2', 'gru1')).toBe(true);
    expect(edges(d)).toContain('gru2>gru1 t-1');
    expect(d.asking).toBe(d.architecture.edges.length - 1);
    expect(d.roles.at(-1)).toBe('feedback');
    expect(d.analysis.issues).toEqual([]);
    d.changeEdge(d.asking!, { delay: 24 });
    d.keepEdge();
    expect(d.asking).toBeNull();
    expect(edges(d)).toContain('gru2>gru1 t-24');
    d.undo();
    expect(edges(d).some((e) => e.includes('t-'))).toBe(false);
  });

  it('dropping the question takes the edge away without a trace', () => {
    const d = open();
    d.connect('gru2', 'gru1');
    d.changeEdge(d.asking!, { delay: 3 });
    d.dropEdge();
    expect([d.canUndo, d.canRedo, d.asking]).toEqual([false, false, null]);
  });

  it('says what the asked edge changes', () => {
    const d = open();
    d.connect('gru2', 'gru1');
    expect(d.analysis.parameters - d.before!.parameters).toBe(3 * 48 * 48);
  });

  it('forwards has no delay and asks nothing; into the window nothing flows; twice is once', () => {
    const d = open();
    expect(d.connect('gru1', 'head')).toBe(true);
    expect(d.asking).toBeNull();
    expect(d.connect('gru1', 'input')).toBe(false);
    const { length } = d.architecture.edges;
    d.connect('gru1', 'head');
    expect(d.architecture.edges.length).toBe(length);
    expect(d.selection.edge).toBe(length - 1);
  });

  it('into itself feeds back', () => {
    const d = open();
    d.connect('gru1', 'gru1');
    expect(edges(d)).toContain('gru1>gru1 t-1');
  });

  it('by keyboard: F, arrows, Enter', () => {
    const d = open();
    d.select({ nodes: ['gru2'] });
    d.startAim();
    expect(d.aim).toEqual({ from: 'gru2', to: 'gru1' });
    d.moveAim('right');
    expect(d.aim!.to).toBe('gru2');
    d.moveAim('left');
    d.moveAim('left');
    expect(d.aim!.to).toBe('level');
    d.moveAim('left');
    expect(d.aim!.to).toBe('level');
    d.moveAim('right');
    d.finishAim();
    expect(edges(d)).toContain('gru2>gru1 t-1');
    expect(d.asking).not.toBeNull();
  });
});

describe('cells', () => {
  it('join the chain after the selected one', () => {
    const d = open('gru');
    d.select({ nodes: ['gru'] });
    expect(d.addCell('lstm')).toBe('lstm');
    expect(edges(d)).toEqual(['input>level', 'level>gru', 'gru>lstm', 'lstm>head', 'head>forecast']);
    expect(d.analysis.issues).toEqual([]);
    expect(d.selection.nodes).toEqual(['lstm']);
  });

  it('join the selected edge', () => {
    const d = open('gru');
    d.select({ edge: 1 });
    d.addCell('dense');
    expect(edges(d)).toContain('level>dense');
    expect(edges(d)).toContain('dense>gru');
  });

  it('leave the chain closed, and the output where the chain ends', () => {
    const d = open('stacked-gru');
    d.select({ nodes: ['gru1'] });
    d.remove();
    expect(edges(d)).toContain('level>gru2');
    d.select({ nodes: ['forecast'] });
    d.remove();
    expect(d.architecture.output).toBe('head');
  });

  it('are named freely and keep their edges', () => {
    const d = open('drawn-feedback');
    expect(d.renameCell('gru1', 'lower')).toBe(true);
    expect(edges(d)).toContain('lstm2>lower t-1');
    expect(d.renameCell('lower', 'head')).toBe(false);
    expect(d.renameCell('lower', '')).toBe(false);
  });

  it('are copied with what feeds them', () => {
    const d = open('drawn-feedback');
    d.select({ nodes: ['gru1', 'lstm2'] });
    d.duplicate();
    expect(d.selection.nodes).toEqual(['gru2', 'lstm3']);
    expect(edges(d)).toEqual(expect.arrayContaining(['level>gru2', 'lstm3>gru2 t-1', 'gru2>lstm3']));
  });

  it('drop the window from what can be removed', () => {
    const d = open('gru');
    d.select({ nodes: ['input'] });
    d.remove();
    expect(d.canUndo).toBe(false);
  });
});

describe('places', () => {
  it('are laid out until somebody moves a plate, and again after Tidy', () => {
    const d = open('gru');
    expect(d.isTidy).toBe(true);
    d.select({ nodes: ['gru'] });
    d.nudge(8, 0);
    d.nudge(8, 0);
    expect(d.isTidy).toBe(false);
    expect(Object.keys(d.layout).length).toBe(5);
    d.addCell('lstm');
    expect(d.layout.lstm).toBeDefined();
    expect(d.layout.head.x).toBeGreaterThan(d.layout.lstm.x + 88);
    d.tidy();
    expect(d.layout).toEqual({});
    d.undo();
    expect(d.layout.lstm).toBeDefined();
  });

  it('moves of the same plates are one step of undo', () => {
    const d = open('gru');
    d.select({ nodes: ['gru'] });
    for (let i = 0; i < 5; i++) d.nudge(0, 8);
    d.undo();
    expect(d.canUndo).toBe(false);
  });
});

describe('problems and their repairs', () => {
  const repair = (d: Drawing, code: string) => {
    const issue = d.analysis.issues.find((i) => i.code === code)!;
    expect(issue, code).toBeDefined();
    d.apply(repairOf(issue, d.architecture)!);
  };

  it('a width mismatch gets a Dense of the right width', () => {
    const d = open('stacked-gru');
    d.setOption('gru2', 'units', 64);
    d.connect('gru1', 'head');
    d.changeEdge(d.selection.edge!, { join: 'sum' });
    const [issue] = d.analysis.issues;
    expect([issue.code, issue.values]).toEqual(['width-mismatch', { carries: 48, meets: 64 }]);
    expect(d.analysis.edgeIssues.get(d.selection.edge!)).toEqual([issue]);
    expect(d.analysis.facts.get('gru2')).toMatchObject({ inputs: 48, width: 64 });
    repair(d, 'width-mismatch');
    expect(d.analysis.issues).toEqual([]);
    expect(d.nodeOf('dense')!.options).toEqual({ units: 64 });
    d.undo();
    expect(d.analysis.issues.length).toBe(1);
  });

  it('an undelayed cycle gets a delay on the suggested edge', () => {
    const d = open('stacked-gru');
    const cycle = { ...d.architecture, edges: [...d.architecture.edges, { ...d.architecture.edges[0], from: 'gru2', to: 'gru1' }] };
    d.replace({ architecture: cycle, layout: {} });
    expect(d.roles.at(-1)).toBe('cycle');
    repair(d, 'undelayed-cycle');
    expect(edges(d).at(-1)).toBe('gru2>gru1 t-1');
    expect(d.analysis.issues).toEqual([]);
  });

  it('every repair leaves the drawing with one problem less', () => {
    const base = templateOf('gru')!.architecture;
    const edge = (from: string, to: string, extra = {}) => ({ ...base.edges[0], from, to, ...extra });
    const broken = {
      'edge-into-input': { ...base, edges: [...base.edges, edge('gru', 'input')] },
      'settle-with-delay': {
        ...base,
        edges: [...base.edges, edge('gru', 'gru', { delay: 1, settle: { limit: 8, tolerance: 1e-4, damping: 0 } })],
      },
      'target-feed-not-output': { ...base, edges: [...base.edges, edge('gru', 'gru', { delay: 1, feed: 'target' as const })] },
      'no-output': { ...base, output: 'input' },
      'no-input': { ...base, nodes: [...base.nodes, { id: 'x', cell: 'gru' as const, options: {} }] },
      'unused-cell': {
        ...base,
        nodes: [...base.nodes, { id: 'x', cell: 'gru' as const, options: {} }],
        edges: [...base.edges, edge('gru', 'x')],
      },
      'output-width': { ...base, output: 'gru', nodes: base.nodes.slice(0, 2), edges: base.edges.slice(0, 2) },
      'no-width': { ...base, nodes: [{ id: 'gru', cell: 'dense' as const, options: {} }, ...base.nodes.filter((n) => n.id !== 'gru')] },
      'must-be-last': {
        ...base,
        output: 'y',
        nodes: [
          ...base.nodes.map((n) => (n.id === 'head' ? { ...n, options: { units: 168 } } : n)),
          { id: 'y', cell: 'dense' as const, options: {} },
        ],
        edges: [...base.edges, edge('forecast', 'y')],
      },
      'needs-window': { ...base, edges: [...base.edges, edge('gru', 'level', { delay: 1 })] },
      'forecast-place': {
        ...base,
        nodes: [...base.nodes, { id: 'x', cell: 'dense' as const, options: { units: 3, forecast: 'direct' } }],
        edges: [...base.edges, edge('input', 'x'), edge('x', 'head')],
      },
    };
    for (const [code, architecture] of Object.entries(broken)) {
      const { issues } = check(architecture, task);
      const issue = issues.find((i) => i.code === code);
      expect(issue, code).toBeDefined();
      const after = check(repairOf(issue!, architecture)!.apply(architecture), task).issues;
      expect(
        after.some((i) => i.code === code),
        code,
      ).toBe(false);
      expect(after.length, code).toBeLessThanOrEqual(issues.length);
    }
  });

  it('nothing a person can do makes the draft throw', () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    const d = open('drawn-feedback');
    for (let i = 0; i < 300; i++) {
      const ids = d.order;
      const id = ids[random(ids.length)];
      [
        () => d.connect(id, ids[random(ids.length)]),
        () => d.select({ nodes: [id] }),
        () => d.select({ edge: d.architecture.edges.length ? random(d.architecture.edges.length) : null }),
        () => d.addCell('gru'),
        () => d.remove(),
        () => d.undo(),
        () => d.redo(),
        () => d.duplicate(),
        () => d.nudge(8, 8),
        () => d.keepEdge(),
        () => d.changeEdge(0, { delay: random(3) }),
        () =>
          d.analysis.issues[0] &&
          repairOf(d.analysis.issues[0], d.architecture) &&
          d.apply(repairOf(d.analysis.issues[0], d.architecture)!),
      ][random(12)]();
      expect(d.places.size).toBe(d.order.length);
      expect(d.analysis).toBeDefined();
    }
  });
});

describe('saving', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const snap = (x: number): Snapshot => ({ architecture: templateOf('gru')!.architecture, layout: { gru: { x, y: 0 } } });

  it('waits until the drawing is left alone, and stores the last state', async () => {
    const save = vi.fn(async (s: Snapshot) => ({ version: s.layout.gru.x }));
    const saver = new Saver(snap(0), 1, save);
    saver.want(snap(1));
    await vi.advanceTimersByTimeAsync(300);
    saver.want(snap(2));
    await vi.advanceTimersByTimeAsync(699);
    expect(save).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2);
    expect(save).toHaveBeenCalledTimes(1);
    expect([saver.version, saver.isDirty]).toEqual([2, false]);
  });

  it('tries again when the host was away', async () => {
    let isAway = true;
    const saver = new Saver(snap(0), 1, async () => {
      if (isAway) throw new Error('gone');
      return { version: 2 };
    });
    saver.want(snap(1));
    await vi.advanceTimersByTimeAsync(1000);
    expect([saver.isDirty, saver.failure !== undefined]).toEqual([true, true]);
    isAway = false;
    await vi.advanceTimersByTimeAsync(3100);
    expect([saver.isDirty, saver.failure]).toEqual([false, undefined]);
  });

  it('flush stores at once what came meanwhile too', async () => {
    const stored: number[] = [];
    const saver = new Saver(snap(0), 1, async (s) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      stored.push(s.layout.gru.x);
      return { version: stored.length };
    });
    saver.want(snap(1));
    const done = saver.flush();
    saver.want(snap(2));
    await vi.advanceTimersByTimeAsync(200);
    await done;
    expect(stored).toEqual([1, 2]);
  });
});
