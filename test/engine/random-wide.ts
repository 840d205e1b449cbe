/**
 * Drawings with what `random-programs.ts` does not draw: reversed time, segments and lookbacks that are no multiple of them, encoder and
 * decoder, read-outs, states that begin elsewhere, shared weights, equations, both gradients of settling, noise, windows of unequal length,
 * states that go on, heads that say more than one number, classes and symbols, and what a dataset brings beside the window.
 */
import type { Architecture } from '#engine/architecture.ts';
import { compile, lossFor } from '#engine/compile/compile.ts';
import type { Task } from '#engine/compile/task.ts';
import { cells, type CellName } from '#engine/cells/index.ts';
import { Random } from '#engine/random.ts';
import { cellsOfSize, draw } from './architectures.ts';
import { texts } from './equations/samples.ts';
import type { Drawn } from './random-programs.ts';

type Options = Record<string, unknown>;
type Edge = [from: string, to: string, extra?: Options];
const recurrent: readonly CellName[] = [
  'elman',
  'jordan',
  'lstm',
  'gru',
  'leaky',
  'peephole-lstm',
  'slstm',
  'min-gru',
  'min-lstm',
  'ind-rnn',
  'cfc',
  'clockwork',
  'equations',
  'echo-state',
];

export interface Wide extends Drawn {
  architecture: Architecture;
  task: Task;
  /** What of all this is in it. */
  kinds: string[];
}

/** Undefined when the drawing has Issues. only: symbols whose states go on from batch to batch. */
export function randomWide(seed: number, only?: 'carries'): Wide | undefined {
  const random = new Random(seed, 'wide');
  const chance = (p: number) => random.uniform() < p;
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)];
  const nodes: Record<string, [string, Options?, string?]> = {};
  const edges: Edge[] = [];
  const kinds = new Set<string>();
  const note = <T>(kind: string, value: T): T => {
    kinds.add(kind);
    return value;
  };
  const size = pick([1, 3, 4, 5, 16, 17]);
  const kind = only ? 'next' : pick(['forecast', 'forecast', 'forecast', 'classify', 'next'] as const);
  const inputs = pick([1, 2, 3, 5]);
  const horizon = kind === 'forecast' ? pick([1, 2, 5, 7]) : 1;
  const task: Task = {
    inputs,
    targetColumns: kind === 'forecast' ? Array.from({ length: Math.min(inputs, pick([1, 2])) }, (_, i) => i) : [],
    horizon,
    ...(kind === 'forecast' ? {} : { kind, classes: pick([2, 3, 6]) }),
    ...(!only && chance(0.4)
      ? note('masked', { masked: true })
      : kind === 'next' && (only || chance(0.5))
        ? note('carries', { carries: true })
        : {}),
    known: 2,
    statics: 3,
    series: 4,
  };

  /** A cell that keeps a state, with what every such cell may have. */
  const remembering = (units = size): [string, Options] => {
    const cell = pick(recurrent);
    const text = cell === 'equations' ? { text: pick(Object.values(texts)) } : {};
    const wanted = {
      ...(chance(0.2) ? { direction: 'backward' } : {}),
      ...(chance(0.2) ? { start: 'learned' } : {}),
      ...(chance(0.15) ? { recurrentDropout: 0.3 } : {}),
      ...(chance(0.15) ? { zoneout: 0.3 } : {}),
    };
    const known = Object.entries(wanted).filter(([name]) => name in cells[cell].options);
    known.forEach(([name]) => kinds.add(name));
    return [cell, { ...cellsOfSize[cell](units), ...text, ...Object.fromEntries(known) }];
  };
  const plain = (): [string, Options] => {
    const cell = pick(Object.keys(cellsOfSize));
    return [cell, cellsOfSize[cell](size)];
  };

  let before = 'input';
  const add = (id: string, cell: [string, Options?, string?], from = before): string => {
    nodes[id] = cell;
    edges.push([from, id]);
    return (before = id);
  };
  const undoes = kind === 'forecast' && chance(0.2);
  if (undoes) add('norm', note('normalise', ['normalise', { centre: pick(['mean', 'last']), scale: chance(0.5), affine: chance(0.5) }]));
  if (kind !== 'next' && chance(0.35)) add('seg', note('segment', ['segment', { points: pick([2, 3, 4]) }]));
  const middle: string[] = [];
  for (let i = 0; i < 1 + random.below(3); i++) middle.push(add(`n${i}`, chance(0.7) ? remembering() : plain()));
  if (chance(0.4)) {
    // Two ways through the same rows.
    const from = edges[edges.findIndex(([, to]) => to === 'n0')][0];
    nodes.side = chance(0.3) ? note('shared weights', [nodes.n0[0], nodes.n0[1], 'n0']) : remembering();
    edges.push([from, 'side']);
    if (chance(0.5)) {
      edges.push(['side', pick(middle), { delay: random.below(4) }]);
    } else middle.push('side');
  }
  for (let i = random.below(3); i > 0; i--)
    edges.push([pick(middle), pick(middle), { delay: 1 + random.below(4), join: pick(['concat', 'concat', 'sum']) }]);
  if (middle.length > 1 && chance(0.15))
    edges.push([
      middle[1],
      middle[0],
      {
        settle: note('settles', {
          limit: pick([2, 6, 40]),
          tolerance: 1e-9,
          damping: pick([0, 0.3]),
          gradient: pick(['unroll', 'unroll', 'implicit']),
        }),
      },
    ]);
  const last = [...new Set([before, ...(middle.includes('side') ? ['side'] : [])])];
  const heads: string[] = [];
  if (kind === 'forecast' && chance(0.3)) {
    kinds.add('decoder');
    const points = pick([1, 2, 3]);
    nodes.open = ['ahead', { points, size: 3, input: false }];
    edges.push([before, 'open']);
    if (chance(0.5)) {
      nodes.future = ['future', { points }];
      edges.push(['future', 'decode']);
    }
    const shares = chance(0.4);
    const [cell, options] = nodes[before];
    nodes.decode = !shares ? remembering() : chance(0.4) ? [cell, options, before] : [cell, options];
    edges.push(['open', 'decode']);
    if (shares) edges.push([before, 'decode', { into: note('into', pick(['start', 'state'])) }]);
    if (chance(0.3)) edges.push(['y', 'decode', { delay: 1 + random.below(3), feed: pick(['own', 'target']) }]);
    heads.push('decode');
  } else if (kind !== 'next' && chance(0.6)) {
    for (const from of last) {
      nodes[`r-${from}`] = [
        'read-out',
        { way: note('read-out', pick(['last', 'first', 'mean', 'max', 'centre', 'attention'])), attention: 4 },
      ];
      edges.push([from, `r-${from}`]);
      heads.push(`r-${from}`);
    }
  } else heads.push(...last);
  if (kind !== 'next' && !heads.includes('decode') && chance(0.3)) {
    const source = note('source', pick(['static', 'series', 'future']));
    nodes.source = [source];
    heads.push('source');
  }
  if (kind === 'forecast' && heads.every((h) => !h.startsWith('r-') && h !== 'decode' && h !== 'source') && chance(0.4)) {
    nodes.y = note('recursive', ['dense', { forecast: 'recursive' }]);
    if (chance(0.7)) edges.push(['y', pick(middle), { delay: 1 + random.below(3), feed: pick(['own', 'target']) }]);
  } else if (kind === 'forecast' && !undoes && chance(0.25))
    nodes.y = note('parts', pick([['quantiles', { levels: 'P10 P50 P90' }], ['gaussian']] as [string, Options?][]));
  else nodes.y = ['dense'];
  for (const from of heads) edges.push([from, 'y']);
  if (undoes) add('z', ['denormalise'], 'y');
  const output = undoes ? 'z' : 'y';
  const architecture = draw(nodes, edges, output);
  const bare = compile(architecture, task);
  if (!bare.program) return undefined;
  const loss = lossFor(bare.program.forecast.parts, task);
  const { program } = compile(architecture, task, { loss });
  if (!program) return undefined;
  const least =
    (program.strategy === 'recursive' ? horizon : 0) + Math.max(1, ...program.lines.map((l) => (l.kind === 'segments' ? l.points : 1)));
  const sizes = { batch: pick([1, 2, 3, 5]), steps: least + random.below(9) };
  return { program, sizes, architecture, task, kinds: [...kinds], text: JSON.stringify({ architecture, task, loss, sizes }) };
}
