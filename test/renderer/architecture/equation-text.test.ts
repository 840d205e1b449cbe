// The editor of typed equations without a browser: coloured pieces, marks under characters, bursts of typing, undo.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examples } from '#engine/equations/examples.ts';
import { readEquations } from '#engine/equations/equations.ts';
import type { Task } from '#engine/compile/task.ts';
import { templateOf } from '#engine/templates.ts';
import { Drawing } from '../../../src-renderer/features/architecture/drawing.svelte.ts';
import { changeEnd, linesOf, offsetOf, TypingBursts } from '../../../src-renderer/features/architecture/model/equation-text.ts';
import { shownIssue } from '../../../src-renderer/features/architecture/model/issue-places.ts';

const shown = (text: string) =>
  linesOf(text, readEquations(text, 4, 3).issues).map((line) =>
    line.map(({ text: t, kind, mark }) => (mark ? `${mark}«${t}»` : kind === 'plain' || !t.trim() ? t : `${kind}<${t}>`)).join(''),
  );

describe('the coloured text', () => {
  it('tells earlier values, functions, what is defined, signs and remarks apart', () => {
    expect(shown("z = tanh(W x' + b) # gate\nout z")).toEqual([
      "defined<z> sign<=> function<tanh>sign<(>W earlier<x'> sign<+> bsign<)> comment<# gate>",
      'keyword<out> z',
    ]);
  });
  it('marks what is wrong, and the end of a line where something is missing', () => {
    expect(shown('z = sigmod(W x)\nh = z *')).toEqual([
      'defined<z> sign<=> error«sigmod»sign<(>W xsign<)>',
      'defined<h> sign<=> z sign<*>error«\u00a0»',
    ]);
    expect(shown('q = W x\nh = V x')[0]).toBe('warning«q» sign<=> W x');
    expect(shown('')).toEqual(['error«\u00a0»']);
  });
  it('is the text, character by character, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(examples).map((e) => e.text))), (text) => {
        const lines = linesOf(text, readEquations(text, 4, 3).issues);
        const plain = lines.map((line) =>
          line
            .map((p) => p.text)
            .join('')
            .replace(/\u00a0$/, ''),
        );
        const typed = text.split(/\r\n|\r|\n/).map((line) => line.replace(/\u00a0$/, ''));
        expect(plain).toEqual(typed);
        expect(lines.flat().every((p) => p.text !== '')).toBe(true);
      }),
    );
  });
});

describe('places', () => {
  it('of issues are found again in the text', () => {
    const text = 'a = x\r\nb = sigmod(x)\nc';
    expect(text.slice(offsetOf(text, 2, 5)).startsWith('sigmod')).toBe(true);
    expect(offsetOf(text, 3, 2)).toBe(text.length);
    expect(offsetOf(text, 99, 99)).toBe(text.length);
  });
  it('of a change: behind what is new, or where something is gone', () => {
    expect(changeEnd('h = x', 'h = W x')).toBe(6);
    expect(changeEnd('h = W x', 'h = x')).toBe(4);
    expect(changeEnd('', 'abc')).toBe(3);
    expect(changeEnd('abc', '')).toBe(0);
    expect(changeEnd('aa', 'aaa')).toBe(3);
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const at = changeEnd(before, after);
        expect(at >= 0 && at <= after.length).toBe(true);
      }),
    );
  });
});

describe('typing', () => {
  const task: Task = { inputs: 7, targetColumns: [0], horizon: 24 };
  const open = () => {
    const d = new Drawing(
      { architecture: templateOf('gru')!.architecture, layout: {} },
      { task: () => task, plate: (_, node) => ({ name: node.id, shape: '', label: '', count: '', hasGlyph: false }) },
    );
    d.select({ nodes: ['gru'] });
    return { d, id: d.addCell('equations') };
  };
  const textOf = (d: Drawing, id: string) => d.nodeOf(id)!.options.text;

  it('letters that follow each other are one change; pauses, lines, deleting and pasting begin another', () => {
    const bursts = new TypingBursts();
    const a = bursts.keyFor('insertText', 0);
    expect(bursts.keyFor('insertText', 300)).toBe(a);
    const later = bursts.keyFor('insertText', 9000);
    expect(later).not.toBe(a);
    expect(bursts.keyFor('insertLineBreak', 9100)).not.toBe(later);
    expect(bursts.keyFor('insertFromPaste', 9200)).not.toBe(bursts.keyFor('insertFromPaste', 9300));
    const back = bursts.keyFor('deleteContentBackward', 9400);
    expect(bursts.keyFor('deleteContentBackward', 9500)).toBe(back);
    bursts.end();
    expect(bursts.keyFor('deleteContentBackward', 9600)).not.toBe(back);
  });

  it('is undone burst by burst, examples in one step', () => {
    const { d, id } = open();
    for (const text of ['h', 'h =', 'h = x']) d.setOption(id, 'text', text, `${id} typing 1`);
    d.setOption(id, 'text', 'h = x + b', `${id} typing 2`);
    d.setOption(id, 'text', examples.lstm.text);
    d.undo();
    expect(textOf(d, id)).toBe('h = x + b');
    d.undo();
    expect(textOf(d, id)).toBe('h = x');
    d.undo();
    expect(textOf(d, id)).toBeUndefined();
    d.redo();
    expect(textOf(d, id)).toBe('h = x');
  });

  it('something wrong leaves the rest of the drawing as it was, and no card over the drawing while its text is open', () => {
    const { d, id } = open();
    const before = [...d.analysis.facts].filter(([other]) => other !== id);
    expect(d.analysis.facts.get(id)).toMatchObject({ inputs: 64, width: 64 });
    d.setOption(id, 'text', "h = tanh(W x + U h' + ");
    expect([...d.analysis.facts].filter(([other]) => other !== id)).toEqual(before);
    expect(d.analysis.facts.get(id)).toMatchObject({ inputs: 64, width: 64, count: 0 });
    expect(d.analysis.program).toBeUndefined();
    expect(d.analysis.nodeIssues.get(id)).toMatchObject([
      { code: 'equation-unclosed', where: `cell ${id}, line 1, character 9`, line: 1, character: 9, length: 1 },
    ]);
    expect(shownIssue(d.analysis.issues, d.selection, 0)).toBeUndefined();
    expect(shownIssue(d.analysis.issues, { nodes: [], edge: null }, 0)?.code).toBe('equation-unclosed');
  });
});
