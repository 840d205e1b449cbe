import type { Value } from '../compile/value.ts';
import type { Builder } from '../ops/op.ts';
import { softplus } from './activations.ts';
import type { Cell, Options, ParameterSpec } from './cell.ts';
import { units } from './option-specs.ts';

/**
 * LSTM with an exponential input gate. Its memory c is divided by a normaliser n, the sum of what the gates let in, so
 * that h is a weighted mean of all z so far; m is the largest exponent met, and only differences to it are raised to e.
 * x: [B, I]; per head: states h, c, n, m: [B, H / heads]; output, the heads side by side: [B, H].
 *
 * Before the first step n is 0 and there is no exponent yet: m starts as that of the first input. From then on one of the
 * two exponents is 0, hence n >= 1 and nothing overflows, whatever comes in.
 *
 * The input gate has no bias: it would multiply c and n by the same number, and h would not change.
 */
export const slstm: Cell = {
  label: 'sLSTM',
  family: 'recurrent',
  summary: 'an exponential gate',
  source:
    'Beck et al. 2024, xLSTM, arXiv:2405.04517, eq. 8-17 without the block around it, and without b_i, which cancels; forget biases start from 3 to 6, head by head',
  options: {
    units,
    heads: {
      kind: 'integer',
      label: 'Heads',
      help: 'Groups of units that feed back only among themselves. Units are dealt out evenly, at least one to a head.',
      min: 1,
      max: 8,
      default: 4,
    },
    forget: {
      kind: 'choice',
      label: 'Forget gate',
      help: 'Sigmoid can only keep or let go; exponential can also weigh the past more than the present.',
      choices: ['sigmoid', 'exponential'],
      default: 'sigmoid',
    },
  },
  width: ({ units: H }) => H as number,
  parameters(options, I) {
    const widths = headWidths(options);
    return Object.assign(
      {},
      ...widths.map((width, k): Record<string, ParameterSpec> => {
        const gate = (g: string): Record<string, ParameterSpec> => ({
          [`W${g}${k + 1}`]: { rows: I, cols: width, init: 'glorot' },
          [`U${g}${k + 1}`]: { rows: width, cols: width, init: 'orthogonal' },
        });
        const bias = (g: string, init: number): Record<string, ParameterSpec> => ({ [`b${g}${k + 1}`]: { rows: 1, cols: width, init } });
        const forget = bias('f', forgetBias(options, k, widths.length));
        return { ...gate('z'), ...bias('z', 0), ...gate('i'), ...gate('f'), ...forget, ...gate('o'), ...bias('o', 0) };
      }),
    ) as Record<string, ParameterSpec>;
  },
  state: (options) =>
    Object.fromEntries(headWidths(options).flatMap((width, k) => ['h', 'c', 'n', 'm'].map((name) => [`${name}${k + 1}`, width]))),
  step(b, x, state, p, options) {
    const heads = headWidths(options).map((_, i) => {
      const k = i + 1;
      const h = state[`h${k}`];
      const sum = (g: string) => b.add(b.matmul(x, p[`W${g}${k}`]), b.matmul(h, p[`U${g}${k}`]));
      const biased = (g: string) => b.add(sum(g), b.vector(p[`b${g}${k}`]));
      const sums = { z: biased('z'), i: sum('i'), f: biased('f'), o: biased('o') };
      const next = headStep(b, sums, { c: state[`c${k}`], n: state[`n${k}`], m: state[`m${k}`] }, options.forget);
      return Object.fromEntries(Object.entries(next).map(([name, value]) => [`${name}${k}`, value]));
    });
    const output = b.concat(...heads.map((head, i) => head[`h${i + 1}`]));
    return { output, state: Object.assign({}, ...heads) as Record<string, Value> };
  },
  equations(options) {
    const count = headWidths(options).length;
    const k = count > 1 ? '^k' : '';
    const past = (name: string) => `\\fb{${name}_{t-1}${k}}`;
    const sum = (g: string) => `W_${g}${k} x_t + U_${g}${k} ${past('h')}${g === 'i' ? '' : ` + b_${g}${k}`}`;
    return [
      `z_t${k} = \\tanh(${sum('z')})`,
      `\\ln i_t${k} = ${sum('i')}`,
      options.forget === 'exponential' ? `\\ln f_t${k} = ${sum('f')}` : `f_t${k} = \\sigma(${sum('f')})`,
      `o_t${k} = \\sigma(${sum('o')})`,
      `m_t${k} = \\max(\\ln f_t${k} + ${past('m')},\\, \\ln i_t${k})`,
      `m_1${k} = \\ln i_1${k}`,
      `\\hat\\imath_t${k} = \\exp(\\ln i_t${k} - m_t${k})`,
      `\\hat f_t${k} = \\exp(\\ln f_t${k} + ${past('m')} - m_t${k})`,
      `c_t${k} = \\hat f_t${k} \\odot ${past('c')} + \\hat\\imath_t${k} \\odot z_t${k}`,
      `n_t${k} = \\hat f_t${k} \\odot ${past('n')} + \\hat\\imath_t${k}`,
      `h_t${k} = o_t${k} \\odot c_t${k} / n_t${k}`,
      ...(count > 1 ? [`y_t = [h_t^1, \\ldots, h_t^{${count}}]`] : []),
    ];
  },
};

/** Eq. 8-17 for one head, from the gates' sums. All values: [B, width of the head]. */
function headStep(
  b: Builder,
  sums: Record<'z' | 'i' | 'f' | 'o', Value>,
  { c, n, m }: Record<'c' | 'n' | 'm', Value>,
  forget: unknown,
): Record<'h' | 'c' | 'n' | 'm', Value> {
  const { width } = n;
  const z = b.tanh(sums.z);
  const o = b.sigmoid(sums.o);
  const logI = sums.i;
  const logF = forget === 'exponential' ? sums.f : b.negate(softplus(b, b.negate(sums.f)));
  const kept = b.add(logF, m);
  // n is 0 before the first step and at least 1 after it.
  const hasBegun = b.greater(n, b.constant(width, 0.5));
  const largest = b.where(hasBegun, b.maximum(kept, logI), logI);
  const i = b.exp(b.subtract(logI, largest));
  const f = b.exp(b.where(hasBegun, b.subtract(kept, largest), b.constant(width, 0)));
  const memory = b.add(b.multiply(f, c), b.multiply(i, z));
  const normaliser = b.add(b.multiply(f, n), i);
  return { h: b.multiply(o, b.divide(memory, normaliser)), c: memory, n: normaliser, m: largest };
}

/** Units of each head: as even as possible, none empty. */
function headWidths({ units, heads }: Options): number[] {
  const [H, count] = [units as number, Math.min(heads as number, units as number)];
  return Array.from({ length: count }, (_, k) => Math.floor((H + count - 1 - k) / count));
}

/** From about 20 to 400 steps of memory over the heads; an exponential gate gets the logarithm of the same share. */
function forgetBias({ forget }: Options, head: number, heads: number): number {
  const bias = 3 + (heads > 1 ? (3 * head) / (heads - 1) : 0);
  return forget === 'exponential' ? -Math.log1p(Math.exp(-bias)) : bias;
}
