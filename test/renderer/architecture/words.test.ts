// A drawing as text: Mermaid, the architecture file, LaTeX, groups of parameters.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import type { Options } from '#engine/cells/cell.ts';
import { cellNames, cells } from '#engine/cells/index.ts';
import { templateOf, templates } from '#engine/templates.ts';
import { equationsOf, parameterGroups } from '../../../src-renderer/features/architecture/words/equations.ts';
import { architectureText, readArchitectureText } from '../../../src-renderer/features/architecture/words/file.ts';
import { mermaidText } from '../../../src-renderer/features/architecture/words/mermaid.ts';
import { en } from '../../../src-renderer/i18n/en/index.ts';
import { zhCN } from '../../../src-renderer/i18n/zh-CN/index.ts';

describe('Mermaid', () => {
  it('dots feedback with its delay and marks the output', () => {
    const { architecture } = templateOf('drawn-feedback')!;
    const text = mermaidText(architecture, { name: (id) => id, about: (id) => (id === 'gru1' ? 'a "<b>"' : '') });
    expect(text).toBe(`flowchart LR
  n0["input"]
  n1["level"]
  n2["gru1<br/>a &quot;&lt;b>&quot;"]
  n3["lstm2"]
  n4["head"]
  n5(["forecast"])
  n0 --> n1
  n1 --> n2
  n3 -. "t-1" .-> n2
  n2 --> n3
  n3 --> n4
  n4 --> n5
`);
  });

  it('writes settle loops with their limit, and sums and teachers on their edges', () => {
    const { architecture } = templateOf('output-feedback')!;
    const settle = { limit: 8, tolerance: 1e-4, damping: 0, gradient: 'unroll' as const };
    const edges = [
      ...architecture.edges,
      { from: 'hidden', to: 'hidden', delay: 0, join: 'sum' as const, settle, feed: 'own' as const, into: 'input' as const },
    ];
    const text = mermaidText({ ...architecture, edges }, { name: (id) => id, about: () => '' });
    expect(text).toContain('n4 -. "t-1 y" .-> n2');
    expect(text).toContain('n2 == "settle ≤ 8" ==> n2');
  });
});

describe('the architecture file', () => {
  it('of every template is read back as it was', () => {
    for (const { architecture } of templates) {
      expect(readArchitectureText(architectureText(architecture))).toEqual({ architecture, issues: [] });
    }
  });

  it('has one cell or edge per line and leaves out defaults', () => {
    expect(architectureText(templateOf('output-feedback')!.architecture)).toBe(`{
  "version": 1,
  "nodes": [
    { "id": "level", "cell": "subtract-last" },
    { "id": "hidden", "cell": "dense", "options": { "units": 64, "activation": "tanh" } },
    { "id": "head", "cell": "dense", "options": { "forecast": "recursive" } },
    { "id": "forecast", "cell": "add-last" }
  ],
  "edges": [
    { "from": "input", "to": "level" },
    { "from": "level", "to": "hidden" },
    { "from": "forecast", "to": "hidden", "delay": 1, "feed": "target" },
    { "from": "hidden", "to": "head" },
    { "from": "head", "to": "forecast" }
  ],
  "output": "forecast"
}
`);
  });

  it('that is no JSON is refused with its line; unknown keys with their place', () => {
    const [issue] = readArchitectureText('{\n "version": 1,\n "nodes": [,]\n}').issues;
    expect([issue.code, issue.where]).toEqual(['not-json', 'line 3']);
    expect(readArchitectureText('').issues[0].message).toBe('There is no text in it.');
    const wrong = readArchitectureText('{"version":1,"nodes":[],"edges":[],"output":"input","layout":{}}');
    expect(wrong.issues.map((i) => i.where)).toEqual(['file.layout']);
  });
});

describe('equations', () => {
  it('say what flows in, and what of it comes from earlier steps', () => {
    const { architecture } = templateOf('drawn-feedback')!;
    const [first, ...rest] = equationsOf(architecture, 'gru1', { windowName: 'window' });
    expect(first).toBe('x_t = [\\mathit{level}_{t},\\, \\fb{\\mathit{lstm2}_{t-1}}]');
    expect(rest).toEqual(cells.gru.equations({ units: 32, reset: 'after' }));
  });

  it('of every cell can be typeset, whatever is chosen, and name what comes from an earlier step', () => {
    for (const name of cellNames)
      for (const options of choicesOf(name)) {
        const lines = cells[name].equations(options);
        for (const line of lines) {
          const html = katex.renderToString(line, {
            throwOnError: true,
            strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'error'),
            trust: true,
            macros: { '\\fb': '\\htmlClass{fb}{#1}' },
          });
          expect(html).toContain('</math>');
        }
        // A read-out carries sums along; its equation is written over the whole window.
        const carries = name !== 'read-out' && Object.keys(cells[name].state(options)).length > 0;
        expect(
          lines.some((line) => line.includes('\\fb{')),
          name,
        ).toBe(carries);
        // Every parameter stands in them, by its letter or as the slope s of an activation.
        for (const parameter of Object.keys(cells[name].parameters(options, 3)))
          expect(lines.join(' '), `${parameter} of ${name}`).toMatch(new RegExp(`(?<![a-zA-Z])${parameter[0]}(?![a-zA-Z])`));
      }
  });

  it('call a parameter what it is', () => {
    const kinds = (name: keyof typeof cells, options: Options) =>
      parameterGroups(cells[name].parameters(options, 3)).map((g) => `${g.kind} ${g.letter}`);
    expect(kinds('peephole-lstm', { units: 4 })).toEqual(['input W', 'state U', 'bias b', 'other p']);
    expect(kinds('ind-rnn', { units: 4, activation: 'prelu' })).toEqual(['input W', 'state u', 'bias b', 'other s']);
    expect(kinds('layer-norm', {})).toEqual(['bias b', 'other g']);
  });

  it('group the parameters of gates', () => {
    const groups = parameterGroups(cells.gru.parameters({ units: 64, reset: 'after' }, 119));
    expect(groups.map((g) => [g.letter, g.names.length, g.rows, g.cols, g.count])).toEqual([
      ['W', 3, 119, 64, 22848],
      ['U', 3, 64, 64, 12288],
      ['b', 3, 1, 64, 192],
      ['c', 1, 1, 64, 64],
    ]);
  });
});

describe('words of the cells', () => {
  it('are there in both languages for every cell, option and choice', () => {
    const { cells: said } = en.architecture;
    const { cells: says, options, choices } = zhCN.architecture;
    const chinese = /[\u4e00-\u9fff]/;
    for (const name of cellNames) {
      expect(said[name]?.about, name).toBeTruthy();
      expect(says[name]?.label, name).toBeTruthy();
      expect(says[name]?.summary, name).toMatch(chinese);
      expect(says[name]?.about, name).toMatch(chinese);
      for (const [option, spec] of Object.entries(cells[name].options)) {
        const words = options[`${name}.${option}`] ?? options[option];
        expect(words?.label, `${name}.${option}`).toMatch(chinese);
        expect(words?.help, `${name}.${option}`).toMatch(chinese);
        // Functions keep the name that they have in formulas.
        if (spec.kind === 'choice')
          for (const choice of spec.choices)
            expect(choice in choices || ['sigmoid', 'tanh', 'softplus'].includes(choice), `${name}.${option} ${choice}`).toBe(true);
      }
    }
  });
});

/** The defaults of a cell, and the defaults with one thing chosen otherwise. */
function choicesOf(name: keyof typeof cells): Options[] {
  const specs = Object.entries(cells[name].options);
  const defaults = Object.fromEntries(specs.map(([option, spec]) => [option, spec.default ?? 64]));
  const others = specs.flatMap(([option, spec]): Options[] => {
    if (spec.kind === 'choice') return spec.choices.map((choice) => ({ ...defaults, [option]: choice }));
    if (spec.kind === 'flag') return [true, false].map((value) => ({ ...defaults, [option]: value }));
    return spec.kind === 'integer' || spec.kind === 'number' ? [spec.min, spec.max].map((value) => ({ ...defaults, [option]: value })) : [];
  });
  return [defaults, ...others];
}

it('every template has words in Chinese', () => {
  expect(templates.map((t) => t.name).filter((name) => !zhCN.architecture.templateWords[name])).toEqual([]);
});
