import type { Cell, ParameterSpec } from './cell.ts';
import { units } from './option-specs.ts';

/**
 * LSTM whose gates also see the memory cell: input and forget gate its previous value, the output gate its new one.
 * Each unit sees only its own memory, so a peephole is a vector. They start at 0, as an LSTM without them.
 * x: [B, I]; states h and c, output h: [B, H]; peepholes p: [1, H].
 */
export const peepholeLstm: Cell = {
  label: 'Peephole LSTM',
  family: 'recurrent',
  summary: 'gates that see the memory',
  source:
    'Gers and Schmidhuber 2000, Recurrent nets that time and count; equations of Graves 2013, arXiv:1303.5778, eq. 3-7; forget bias starts at 1',
  options: { units },
  width: ({ units: H }) => H as number,
  parameters: ({ units }, I) => {
    const H = units as number;
    const gate = (g: string, bias: number): Record<string, ParameterSpec> => ({
      [`W${g}`]: { rows: I, cols: H, init: 'glorot' },
      [`U${g}`]: { rows: H, cols: H, init: 'orthogonal' },
      [`b${g}`]: { rows: 1, cols: H, init: bias },
    });
    const peephole: ParameterSpec = { rows: 1, cols: H, init: 0 };
    return { ...gate('i', 0), ...gate('f', 1), ...gate('g', 0), ...gate('o', 0), pi: peephole, pf: peephole, po: peephole };
  },
  state: ({ units: H }) => ({ h: H as number, c: H as number }),
  step(b, x, { h, c }, p) {
    const i = b.sigmoid(b.add(b.matmul(x, p.Wi), b.matmul(h, p.Ui), b.vector(p.bi), b.multiply(b.vector(p.pi), c)));
    const f = b.sigmoid(b.add(b.matmul(x, p.Wf), b.matmul(h, p.Uf), b.vector(p.bf), b.multiply(b.vector(p.pf), c)));
    const g = b.tanh(b.add(b.matmul(x, p.Wg), b.matmul(h, p.Ug), b.vector(p.bg)));
    const cell = b.add(b.multiply(f, c), b.multiply(i, g));
    const o = b.sigmoid(b.add(b.matmul(x, p.Wo), b.matmul(h, p.Uo), b.vector(p.bo), b.multiply(b.vector(p.po), cell)));
    const next = b.multiply(o, b.tanh(cell));
    return { output: next, state: { h: next, c: cell } };
  },
  equations: () => [
    'i_t = \\sigma(W_i x_t + U_i \\fb{h_{t-1}} + p_i \\odot \\fb{c_{t-1}} + b_i)',
    'f_t = \\sigma(W_f x_t + U_f \\fb{h_{t-1}} + p_f \\odot \\fb{c_{t-1}} + b_f)',
    'g_t = \\tanh(W_g x_t + U_g \\fb{h_{t-1}} + b_g)',
    'c_t = f_t \\odot \\fb{c_{t-1}} + i_t \\odot g_t',
    'o_t = \\sigma(W_o x_t + U_o \\fb{h_{t-1}} + p_o \\odot c_t + b_o)',
    'h_t = o_t \\odot \\tanh(c_t)',
  ],
};
