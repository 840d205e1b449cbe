// The file of a drawing: what is refused, with its place, and what a drawing that can be read may still lack.
import { describe, expect, test } from 'vitest';
import { fileLimits, parseArchitecture } from '#engine/architecture.ts';
import { check } from '#engine/compile/1-check.ts';
import { templates } from '#engine/templates.ts';

type Draft = Record<string, unknown> & { nodes: Record<string, unknown>[]; edges: Record<string, unknown>[] };
const draft = (): Draft => ({
  version: 1,
  nodes: [
    { id: 'a', cell: 'elman', options: { units: 3 } },
    { id: 'y', cell: 'dense' },
  ],
  edges: [
    { from: 'input', to: 'a' },
    { from: 'a', to: 'y' },
  ],
  output: 'y',
});
const changed = (change: (d: Draft) => void) => {
  const d = draft();
  change(d);
  return d;
};
const withEdge = (edge: unknown) => changed((d) => d.edges.push(edge as Record<string, unknown>));
const withNode = (...nodes: Record<string, unknown>[]) => changed((d) => d.nodes.push(...nodes));

describe('a file', () => {
  test('gets defaults for what it leaves out, and reads back as it was written', () => {
    const { architecture } = parseArchitecture(draft());
    expect(architecture!.nodes[1].options).toEqual({});
    expect(architecture!.edges[0]).toEqual({ from: 'input', to: 'a', delay: 0, join: 'concat', settle: false, feed: 'own', into: 'input' });
    for (const t of templates)
      expect(parseArchitecture(JSON.parse(JSON.stringify(t.architecture))).architecture, t.name).toEqual(t.architecture);
  });

  test.each([
    [true, { limit: 8, tolerance: 1e-4, damping: 0, gradient: 'unroll' }],
    [5, { limit: 5, tolerance: 1e-4, damping: 0, gradient: 'unroll' }],
    [
      { damping: 0.5, gradient: 'implicit' },
      { limit: 8, tolerance: 1e-4, damping: 0.5, gradient: 'implicit' },
    ],
    [false, false],
  ])('settle: %j', (settle, expected) => {
    expect(parseArchitecture(withEdge({ from: 'y', to: 'a', settle })).architecture!.edges[2].settle).toEqual(expected);
  });

  test.each<[string, unknown, string[]]>([
    ['a list', [1], ['file']],
    ['null', null, ['file']],
    ['no version', changed((d) => delete d.version), ['file.version']],
    ['a later version', changed((d) => (d.version = 2)), ['file.version']],
    ['a key that is not known', changed((d) => (d.title = 'mine')), ['file.title']],
    [
      'a key that would be a prototype',
      JSON.parse('{"version":1,"nodes":[],"edges":[],"__proto__":{}}'),
      ['file.__proto__', 'file.output'],
    ],
    ['nodes that are no list: not a word on every edge', changed((d) => (d.nodes = {} as never)), ['file.nodes']],
    ['a key of a node', changed((d) => (d.nodes[0].color = 'red')), ['nodes[0].color']],
    ['a cell that is not known: not a word on its edges', changed((d) => (d.nodes[0].cell = 'transformer')), ['nodes[0].cell']],
    ['a cell called like a method', changed((d) => (d.nodes[0].cell = 'toString')), ['nodes[0].cell']],
    ['an option of another cell', changed((d) => (d.nodes[0].options = { leak: 0.1 })), ['nodes[0].options.leak']],
    ['half a unit', changed((d) => (d.nodes[0].options = { units: 2.5 })), ['nodes[0].options.units']],
    ['endless units', JSON.parse(JSON.stringify(draft()).replace('"units":3', '"units":1e999')), ['nodes[0].options.units']],
    [
      'options called like methods: one word on each',
      changed((d) => (d.nodes[0].options = JSON.parse('{"constructor":1,"__proto__":{},"toString":2}') as object)),
      ['nodes[0].options.constructor', 'nodes[0].options.__proto__', 'nodes[0].options.toString'],
    ],
    ['units as text', changed((d) => (d.nodes[0].options = { units: '3' })), ['nodes[0].options.units']],
    ['two nodes of one name', withNode({ id: 'a', cell: 'gru' }), ['nodes[2].id']],
    ['a name that is none', withNode({ id: '1 x', cell: 'gru' }), ['nodes[2].id']],
    ['a name as long as a book', withNode({ id: 'a'.repeat(101), cell: 'gru' }), ['nodes[2].id']],
    ['no name for weights', changed((d) => (d.nodes[0].weights = '')), ['nodes[0].weights']],
    ['endless tolerance', withEdge({ from: 'y', to: 'a', settle: { tolerance: Infinity } }), ['edges[2].settle.tolerance']],
    ['a key that is no word', changed((d) => (d.nodes[0]['a b'] = 1)), ['nodes[0]["a b"]']],
    ['a key of an edge', withEdge({ from: 'a', to: 'y', weight: 1 }), ['edges[2].weight']],
    ['an edge from nowhere', withEdge({ from: 'b', to: 'y' }), ['edges[2].from']],
    ['an edge that is nothing', withEdge(null), ['edges[2]']],
    ['a negative delay', withEdge({ from: 'y', to: 'a', delay: -1 }), ['edges[2].delay']],
    ['half a delay', withEdge({ from: 'y', to: 'a', delay: 0.5 }), ['edges[2].delay']],
    ['another way to join', withEdge({ from: 'a', to: 'y', join: 'multiply' }), ['edges[2].join']],
    ['another feed', withEdge({ from: 'y', to: 'a', delay: 1, feed: 'teacher' }), ['edges[2].feed']],
    ['no iteration', withEdge({ from: 'y', to: 'a', settle: 0 }), ['edges[2].settle.limit']],
    ['full damping', withEdge({ from: 'y', to: 'a', settle: { damping: 1 } }), ['edges[2].settle.damping']],
    ['another way into a cell', withEdge({ from: 'a', to: 'y', into: 'end' }), ['edges[2].into']],
    ['another gradient', withEdge({ from: 'y', to: 'a', settle: { gradient: 'none' } }), ['edges[2].settle.gradient']],
    ['weights of nobody', changed((d) => (d.nodes[0].weights = 'b')), ['nodes[0].weights']],
    ['a key of settle', withEdge({ from: 'y', to: 'a', settle: { steps: 3 } }), ['edges[2].settle.steps']],
    ['an output that is not there', changed((d) => (d.output = 'q')), ['file.output']],
  ])('with %s is refused at its place', (_, json, places) => {
    const { architecture, issues } = parseArchitecture(json);
    expect(architecture).toBeUndefined();
    expect(issues.map((i) => i.where)).toEqual(places);
    for (const { message, fix } of issues) {
      expect(message).toMatch(/\.$/);
      expect(fix).toMatch(/[.?]$/);
      expect(`${message}${fix}`).not.toMatch(/undefined|\n/);
    }
  });

  test.each<[string, unknown, string]>([
    ['a cell in capitals', withNode({ id: 'z', cell: 'GRU' }), 'There is no cell "GRU". Did you mean "gru"?'],
    ['a key with its letters crossed', withEdge({ from: 'a', to: 'y', dealy: 1 }), 'There is no key "dealy" here. Did you mean "delay"?'],
    [
      'a name that nobody sees whole',
      withNode({ id: '\u202ea', cell: 'gru' }),
      '"\\u{202e}a" is not a name. Use letters, digits, "_" and "-", starting with a letter.',
    ],
    [
      'a number beyond all numbers',
      withEdge({ from: 'y', to: 'a', delay: Infinity }),
      'A delay is a whole number of steps from 0 to 4096, got Infinity. Write 0 for this step, 1 for the step before.',
    ],
    [
      'a text that is none',
      withNode({ id: 'z', cell: 'equations', options: { text: 3 } }),
      'Equations is a text of at most 4000 characters, got 3. Write it in quotation marks, with \\n between lines.',
    ],
  ])('says what to do about %s', (_, json, said) => {
    const { issues } = parseArchitecture(json);
    expect(issues.map(({ message, fix }) => `${message} ${fix}`)).toContain(said);
  });

  test('a name is the same however its accents are written', () => {
    const written = changed((d) => {
      d.nodes[0].id = 'e\u0301le\u0301ment';
      d.edges[0].to = '\u00e9l\u00e9ment';
      d.edges[1].from = 'e\u0301l\u00e9ment';
    });
    expect(parseArchitecture(written)).toMatchObject({
      issues: [],
      architecture: { nodes: [{ id: 'élément' }, {}], edges: [{ to: 'élément' }, {}] },
    });
    expect(parseArchitecture(withNode({ id: 'नमस्ते', cell: 'gru' })).issues).toEqual([]);
  });

  test('however deep or large it is, is read or refused at once, in few words', () => {
    let deep: unknown = [];
    for (let i = 0; i < 100_000; i++) deep = i % 2 ? [deep] : { deep };
    const many = <T>(count: number, of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i));
    const large = changed((d) => (d.nodes = many(fileLimits.nodes, (i) => ({ id: `n${i}`, cell: 'elman' }))));
    const files: unknown[] = [
      changed((d) => (d.version = deep)),
      changed((d) => (d.nodes = deep as never)),
      changed((d) => (d.nodes[0].id = deep)),
      changed((d) => (d.nodes[0].options = { units: deep })),
      changed((d) => (d.output = 'x'.repeat(1e7))),
      withEdge({ from: deep, to: 'y', settle: { limit: deep } }),
      { ...draft(), ...Object.fromEntries(many(10_000, (i) => [`key${i}`, i])) },
      changed((d) => (d.nodes = many(10_000, () => ({ id: 'a', cell: 'gru' })))),
      changed((d) => (d.edges = many(100_000, () => ({ from: 'a', to: 'y' })))),
      { ...large, edges: many(fileLimits.edges, () => ({ from: 'nowhere', to: 'nobody' })) },
    ];
    for (const file of files) {
      const before = process.cpuUsage();
      const { architecture, issues } = parseArchitecture(file);
      expect(process.cpuUsage(before).user / 1000, 'ms').toBeLessThan(500);
      expect(architecture).toBeUndefined();
      expect(issues.length).toBeLessThanOrEqual(fileLimits.issues);
      for (const { where, message, fix } of issues) expect(`${where}${message}${fix}`.length).toBeLessThan(1000);
    }
    expect(parseArchitecture(large).issues[0].message).not.toContain('entries');
  });
});

describe('a drawing that can be read', () => {
  const codes = (json: unknown) =>
    check(parseArchitecture(json).architecture!, { inputs: 2, targetColumns: [0], horizon: 3 }).issues.map((i) => `${i.code} ${i.where}`);

  test.each<[string, unknown, string[]]>([
    ['is whole', draft(), []],
    ['reads itself later', withEdge({ from: 'a', to: 'a', delay: 1 }), []],
    ['has a cycle without delay', withEdge({ from: 'y', to: 'a' }), ['undelayed-cycle cells a, y']],
    ['has a cell that reads itself within a step', withEdge({ from: 'a', to: 'a' }), ['undelayed-cycle cell a']],
    ['settles with a delay', withEdge({ from: 'y', to: 'a', delay: 1, settle: true }), ['settle-with-delay edge y -> a']],
    ['settles where nothing comes round', changed((d) => (d.edges[1].settle = true)), ['settle-without-cycle edge a -> y']],
    [
      'drops of a state that no matrix reads',
      withNode({ id: 'z', cell: 'min-gru', options: { recurrentDropout: 0.2 } }),
      ['nothing-to-drop cell z', 'no-input cell z'],
    ],
    ['settles where something does', withEdge({ from: 'y', to: 'a', settle: true }), []],
    [
      'feeds a target that is not the output’s',
      withEdge({ from: 'a', to: 'a', delay: 1, feed: 'target' }),
      ['target-feed-not-output edge a -> a'],
    ],
    [
      'feeds the target too early',
      withEdge({ from: 'y', to: 'a', feed: 'target' }),
      ['target-feed-no-delay edge y -> a', 'undelayed-cycle cells a, y'],
    ],
    ['flows into the window', withEdge({ from: 'a', to: 'input' }), ['edge-into-input edge a -> input']],
    ['has a cell alone', withNode({ id: 'z', cell: 'gru' }), ['no-input cell z']],
    ['gives too much', changed((d) => (d.nodes[1].options = { units: 7 })), ['output-width cell y']],
    ['adds what does not fit', withEdge({ from: 'input', to: 'y', join: 'sum' }), ['width-mismatch edge input -> y']],
    [
      'has the window as its output',
      changed((d) => (d.output = 'input')),
      ['no-output output input', 'unused-cell cell a', 'unused-cell cell y'],
    ],
  ])('%s', (_, json, expected) => expect(codes(json)).toEqual(expected));

  test('has fewer codes than there are symbols', () => {
    const { architecture } = parseArchitecture(
      changed((d) => {
        d.nodes[0] = { id: 'a', cell: 'embedding', options: { codes: 3, units: 2 } };
      }),
    );
    const issues = (classes: number) => check(architecture!, { kind: 'next', classes, inputs: 1, targetColumns: [], horizon: 1 }).issues;
    expect(issues(3)).toEqual([]);
    expect(issues(5)).toMatchObject([{ severity: 'warning', code: 'codes-too-few', where: 'cell a', values: { classes: 5, codes: 3 } }]);
  });

  test.each(['classify', 'next'] as const)('feeds back a true value where there are classes: %s', (kind) => {
    const { architecture } = parseArchitecture(withEdge({ from: 'y', to: 'a', delay: 1, feed: 'target' }));
    const { issues } = check(architecture!, { kind, classes: 3, inputs: 2, targetColumns: [], horizon: 1 });
    expect(issues).toMatchObject([{ code: 'target-feed-of-classes', where: 'edge y -> a', edge: 2 }]);
  });
});
