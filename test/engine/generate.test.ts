// A model of symbols writes on: what is drawn, what a prompt may hold, and that a carried state says the same as reading again.
import { describe, expect, test } from 'vitest';
import { reference } from '#engine/backends/reference.ts';
import { compile } from '#engine/compile/compile.ts';
import { initialWeights } from '#engine/compile/initialise.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import { endsOf } from '#engine/data/model-ends.ts';
import { readContent } from '#engine/data/content.ts';
import { encodeUtf8 } from '#engine/data/text.ts';
import { parseArchitecture } from '#engine/architecture.ts';
import { generate, samplingIssues, startSampling, type Sampling } from '#engine/use/generate.ts';
import { stepwise } from '#engine/use/stepwise.ts';
import { codesOfPrompt, read, write, writingOf } from '#engine/use/writing.ts';

const text = 'the cat sat on the mat\n'.repeat(40);
const { content } = readContent('cats.txt', encodeUtf8(text), { symbols: true });
const design = { ...defaultDesign(content!), lookback: 20, stride: 20 };
const ends = endsOf(content!, design);
const K = ends.classes.length;
const { architecture } = parseArchitecture({
  version: 1,
  nodes: [
    { id: 'letters', cell: 'embedding', options: { codes: K, units: 4 } },
    { id: 'memory', cell: 'gru', options: { units: 6 } },
    { id: 'drop', cell: 'dropout', options: { rate: 0.5 } },
    { id: 'next', cell: 'dense' },
  ],
  edges: [
    { from: 'input', to: 'letters' },
    { from: 'letters', to: 'memory' },
    { from: 'memory', to: 'drop' },
    { from: 'drop', to: 'next' },
  ],
  output: 'next',
});
const made = stepwise('cats', architecture!, design, ends).stepwise!;

async function written(sampling: Partial<Sampling>, prompt = [0]): Promise<{ code: number; nats: number }[]> {
  const session = await reference.open(made.program, { batch: 1, steps: made.steps }, []);
  session.writeWeights(initialWeights(made.program, 3));
  const out = [];
  for await (const one of generate(session, made, prompt, { ...startSampling, length: 30, ...sampling }, K)) out.push(one);
  session.dispose();
  return out;
}

describe('writing on', () => {
  test('one step at a time says the same as the whole text at once', async () => {
    expect(made.steps).toBe(1);
    const some = await written({ temperature: 0, length: 12 });
    const codes = [0, ...some.map(({ code }) => code)];
    const { program } = compile(architecture!, { ...ends.task, carries: false });
    const session = await reference.open(program!, { batch: 1, steps: codes.length }, []);
    session.writeWeights(initialWeights(made.program, 3));
    const ones = Object.fromEntries(
      program!.inputs.map(({ name, width }) => [
        name,
        name === 'x' ? Float64Array.from(codes) : new Float64Array(codes.length * width).fill(1),
      ]),
    );
    const logits = await session.predict(ones);
    some.forEach(({ code, nats }, step) => {
      const row = Array.from(logits.subarray(step * K, (step + 1) * K));
      expect(code).toBe(row.indexOf(Math.max(...row)));
      const sum = row.reduce((a, x) => a + Math.exp(x), 0);
      expect(nats).toBeCloseTo(Math.log(sum) - row[code], 9);
    });
  });

  test('the same seed writes the same, another seed something else, and temperature 0 needs none', async () => {
    const codes = async (sampling: Partial<Sampling>) => (await written(sampling)).map(({ code }) => code);
    expect(await codes({ temperature: 1, seed: 5 })).toEqual(await codes({ temperature: 1, seed: 5 }));
    expect(await codes({ temperature: 1, seed: 5 })).not.toEqual(await codes({ temperature: 1, seed: 6 }));
    expect(await codes({ temperature: 0, seed: 5 })).toEqual(await codes({ temperature: 0, seed: 6 }));
  });

  test('a high temperature evens out what is drawn', async () => {
    const some = await written({ temperature: 10, length: 4000 });
    const counts = Array.from({ length: K }, (_, k) => some.filter(({ code }) => code === k).length);
    expect(Math.min(...counts)).toBeGreaterThan(0.5 * (4000 / K));
    expect(Math.max(...counts)).toBeLessThan(1.6 * (4000 / K));
  });
});

test('what stands in the way is said', () => {
  const task = stepwise('m', architecture!, { ...design, task: 'classify' }, ends);
  expect(task.issues[0].code).toBe('generate-task');
  const more = stepwise('m', architecture!, design, { ...ends, inputs: [...ends.inputs, 'loud'] });
  expect(more.issues[0]).toMatchObject({ code: 'generate-columns', values: { columns: 'loud' } });
  expect(samplingIssues({ length: 0, temperature: -1, seed: 1.5 }).map((i) => i.where)).toEqual(['length', 'temperature', 'seed']);
  expect(samplingIssues(startSampling)).toEqual([]);
});

describe('how symbols are written', () => {
  test('a text is its characters; other symbols stand apart', () => {
    expect(writingOf(['a', '中', '😀'], true)).toBe('text');
    expect(writingOf(['a', 'b'], false)).toBe('words');
    const words = ['sun', 'light rain', 'a "b"', ''];
    expect(read(write(words, 'words'), 'words')).toEqual(words);
    expect(read('e😀\n', 'text')).toEqual(['e', '😀', '\n']);
  });

  test('symbols that the model never saw are named', () => {
    expect(codesOfPrompt('ba', ['a', 'b'], 'text').codes).toEqual([1, 0]);
    const [issue] = codesOfPrompt('aé\té', ['a', 'b'], 'text').issues;
    expect(issue).toMatchObject({ code: 'unknown-symbols', where: 'prompt' });
    expect(issue.message).toBe('The model has never seen "é", "\\t".');
    expect(codesOfPrompt('sun fog', ['sun', 'light rain'], 'words').issues[0].message).toBe('The model does not know "fog".');
  });
});
