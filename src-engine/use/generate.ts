/**
 * Writes on from a prompt: each symbol is drawn from what the network says of the next one and shown to it in its turn.
 * A pure function of weights, prompt and seed: the same seed gives the same text.
 */
import type { Feed, Numbers, Session } from '../backends/backend.ts';
import type { Program } from '../compile/program.ts';
import type { Issue } from '../issue.ts';
import { Random } from '../random.ts';
import type { Stepwise } from './stepwise.ts';

export interface Sampling {
  /** Symbols to write. */
  length: number;
  /** Divides the logits before they become probabilities; 0 takes the likeliest symbol, 1 draws as the network says. */
  temperature: number;
  seed: number;
}

export const startSampling: Sampling = { length: 500, temperature: 0.8, seed: 1 };
export const mostSymbols = 100_000;
export const mostTemperature = 10;

export function samplingIssues({ length, temperature, seed }: Sampling): Issue[] {
  const wrong = (where: keyof Sampling, message: string, most: number, fix: string): Issue => ({
    severity: 'error',
    code: `sampling-${where}`,
    where,
    message,
    fix,
    values: { most },
  });
  return [
    ...(Number.isInteger(length) && length >= 1 && length <= mostSymbols
      ? []
      : [
          wrong(
            'length',
            `Expected a whole number from 1 to ${mostSymbols}, got ${length}.`,
            mostSymbols,
            'Say how many symbols to write.',
          ),
        ]),
    ...(temperature >= 0 && temperature <= mostTemperature
      ? []
      : [
          wrong(
            'temperature',
            `Expected a number from 0 to ${mostTemperature}, got ${temperature}.`,
            mostTemperature,
            '0 writes the likeliest symbol, 1 draws as the network says.',
          ),
        ]),
    ...(Number.isSafeInteger(seed) && seed >= 0
      ? []
      : [wrong('seed', `Expected a whole number from 0 on, got ${seed}.`, 0, 'Any such number will do.')]),
  ];
}

export interface Written {
  code: number;
  /** -ln of its probability as the network says it, at temperature 1. */
  nats: number;
}

/**
 * prompt: codes; may be empty, then `start` stands before the text. session: of the stepwise program with one window, weights written.
 * classes: K, the width of the output.
 */
export async function* generate(
  session: Session,
  { program, steps }: Stepwise,
  prompt: readonly number[],
  { length, temperature, seed }: Sampling,
  classes: number,
): AsyncGenerator<Written> {
  const random = new Random(seed, 'generate');
  const ask = steps === 1 ? carrying(session, program, classes) : rereading(session, program, steps, classes);
  let logits = new Float64Array(classes);
  for (const code of prompt) logits = await ask(code);
  for (let i = 0; i < length; i++) {
    const code = temperature > 0 ? draw(logits, temperature, random.uniform()) : largest(logits);
    yield { code, nats: -logProbability(logits, code) };
    if (i + 1 < length) logits = await ask(code);
  }
}

/** What comes before a text that nothing was written for: the end of a line where the model knows one, else a symbol drawn by the seed. */
export function startOf(symbols: readonly string[], seed: number): { code: number; isShown: boolean } {
  const line = symbols.indexOf('\n');
  return line >= 0 ? { code: line, isShown: false } : { code: new Random(seed, 'generate/start').below(symbols.length), isShown: true };
}

type Ask = (code: number) => Promise<Float64Array<ArrayBuffer>>;

/** One step for each symbol, from the state that the last one has left. */
function carrying(session: Session, program: Program, classes: number): Ask {
  let isFirst = true;
  return async (code) => {
    const begin = isFirst || !program.carried.length ? 'zero' : 'carried';
    isFirst = false;
    return row(await session.predict(feedOf(program, 1, [code]), begin), 0, classes);
  };
}

/** The newest rows of a window once more for each symbol; rows behind them are empty, and nothing looks at them. */
function rereading(session: Session, program: Program, steps: number, classes: number): Ask {
  const seen: number[] = [];
  return async (code) => {
    seen.push(code);
    if (seen.length > steps) seen.shift();
    return row(await session.predict(feedOf(program, steps, seen)), seen.length - 1, classes);
  };
}

/** A copy: a session may reuse what it answers with. */
const row = (output: Numbers, step: number, classes: number): Float64Array<ArrayBuffer> =>
  Float64Array.from(output.subarray(step * classes, (step + 1) * classes));

/** One window; what is not there is zero. Noise is its mean, as in every forecast. */
function feedOf({ inputs }: Program, steps: number, codes: readonly number[]): Feed {
  return Object.fromEntries(
    inputs.map(({ name, width, noise, line }) => {
      const out = new Float32Array((line < 0 ? 1 : steps) * width);
      if (noise) out.fill(noise.kind === 'drop' ? 1 : noise.rate);
      else if (name === 'x') out.set(codes);
      else if (name === 'mask' || name === 'window') out.fill(1, 0, codes.length);
      else if (name === 'series') out.fill(-1);
      else throw new Error(`nothing provides the input "${name}"`);
      return [name, out];
    }),
  );
}

function largest(logits: Float64Array): number {
  let best = 0;
  for (let k = 1; k < logits.length; k++) if (logits[k] > logits[best]) best = k;
  return best;
}

/** at: uniform in [0, 1). */
function draw(logits: Float64Array, temperature: number, at: number): number {
  const top = logits[largest(logits)];
  const weights = logits.map((x) => Math.exp((x - top) / temperature));
  let left = at * weights.reduce((a, b) => a + b, 0);
  for (let k = 0; k < weights.length; k++) {
    left -= weights[k];
    if (left < 0) return k;
  }
  return largest(logits);
}

function logProbability(logits: Float64Array, code: number): number {
  const top = logits[largest(logits)];
  return logits[code] - top - Math.log(logits.reduce((sum, x) => sum + Math.exp(x - top), 0));
}
