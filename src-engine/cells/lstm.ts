import type { Cell, ParameterSpec } from './cell.ts';
import { units } from './option-specs.ts';

/**
 * Long short-term memory with forget gate, no peepholes.
 * x: [B, I]; states h and c, output h: [B, H].
 */
export const lstm: Cell = {
  label: 'LSTM',
  family: 'recurrent',
  summary: 'gated memory for long lags',
  source: 'Hochreiter and Schmidhuber 1997; forget gate of Gers et al. 2000; forget bias starts at 1 (Jozefowicz et al. 2015)',
  options: { units },
  width: ({ units: H }) => H as number,
  parameters: ({ units }, I) => {
    const H = units as number;
    const gate = (g: string, bias: number): Record<string, ParameterSpec> => ({
      [`W${g}`]: { rows: I, cols: H, init: 'glorot' },
      [`U${g}`]: { rows: H, cols: H, init: 'orthogonal' },
      [`b${g}`]: { rows: 1, cols: H, init: bias },
    });
    return { ...gate('i', 0), ...gate('f', 1), ...gate('g', 0), ...gate('o', 0) };
  },
  state: ({ units: H }) => ({ h: H as number, c: H as number }),
  step(b, x, { h, c }, p) {
    const i = b.sigmoid(b.add(b.matmul(x, p.Wi), b.matmul(h, p.Ui), b.vector(p.bi)));
    const f = b.sigmoid(b.add(b.matmul(x, p.Wf), b.matmul(h, p.Uf), b.vector(p.bf)));
    const g = b.tanh(b.add(b.matmul(x, p.Wg), b.matmul(h, p.Ug), b.vector(p.bg)));
    const o = b.sigmoid(b.add(b.matmul(x, p.Wo), b.matmul(h, p.Uo), b.vector(p.bo)));
    const cell = b.add(b.multiply(f, c), b.multiply(i, g));
    const next = b.multiply(o, b.tanh(cell));
    return { output: next, state: { h: next, c: cell } };
  },
  equations: () => [
    'i_t = \\sigma(W_i x_t + U_i \\fb{h_{t-1}} + b_i)',
    'f_t = \\sigma(W_f x_t + U_f \\fb{h_{t-1}} + b_f)',
    'g_t = \\tanh(W_g x_t + U_g \\fb{h_{t-1}} + b_g)',
    'o_t = \\sigma(W_o x_t + U_o \\fb{h_{t-1}} + b_o)',
    'c_t = f_t \\odot \\fb{c_{t-1}} + i_t \\odot g_t',
    'h_t = o_t \\odot \\tanh(c_t)',
  ],
};
