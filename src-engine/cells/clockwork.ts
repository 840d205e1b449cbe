import type { Value } from '../compile/value.ts';
import { activation } from './activations.ts';
import type { Cell, ParameterSpec } from './cell.ts';
import { activationOption } from './option-specs.ts';

/**
 * Clockwork RNN: modules that tick at periods 1, 2, 4 ...; between its ticks a module keeps its value. Each reads itself
 * and the slower ones.
 * x: [B, I]; module k: [B, H], period 2^k; output: [B, modules * H], the fastest first.
 */
export const clockwork: Cell = {
  label: 'Clockwork',
  family: 'recurrent',
  summary: 'modules that tick more and more slowly',
  source: 'Koutnik et al. 2014, arXiv:1402.3511, eq. 1-4; exponential periods',
  options: {
    modules: { kind: 'integer', label: 'Modules', help: 'Periods are 1, 2, 4 and so on.', min: 1, max: 12, default: 4 },
    units: { kind: 'integer', label: 'Units', help: 'Values of each module.', min: 1, max: 4096, default: 16 },
    activation: activationOption('tanh'),
  },
  width: ({ modules, units }) => (modules as number) * (units as number),
  parameters: ({ modules, units, ...options }, I) => {
    const H = units as number;
    const specs: Record<string, ParameterSpec> = {};
    for (let k = 0; k < (modules as number); k++) {
      specs[`W${k}`] = { rows: I, cols: H, init: 'glorot' };
      for (let j = k; j < (modules as number); j++) specs[`U${k}_${j}`] = { rows: H, cols: H, init: j === k ? 'orthogonal' : 'glorot' };
      specs[`b${k}`] = { rows: 1, cols: H, init: 0 };
      for (const [name, spec] of Object.entries(activation(options.activation).parameters(H))) specs[`${name}${k}`] = spec;
    }
    return specs;
  },
  state: ({ modules, units }) => Object.fromEntries(Array.from({ length: modules as number }, (_, k) => [`h${k}`, units as number])),
  step(b, x, state, p, { modules, ...options }, around) {
    const next: Record<string, Value> = {};
    for (let k = 0; k < (modules as number); k++) {
      const before = state[`h${k}`];
      const slower = Array.from({ length: (modules as number) - k }, (_, i) => b.matmul(state[`h${k + i}`], p[`U${k}_${k + i}`]));
      const sum = b.add(b.matmul(x, p[`W${k}`]), ...slower, b.vector(p[`b${k}`]));
      const fresh = activation(options.activation).apply(b, sum, { slope: p[`slope${k}`] });
      next[`h${k}`] = k === 0 ? fresh : b.where(b.broadcast(around.every(2 ** k), before.width), fresh, before);
    }
    return { output: b.concat(...Object.values(next)), state: next };
  },
  equations: (options) => [
    `h^k_t = ${activation(options.activation).latex('W_k x_t + \\sum_{j \\ge k} U_{kj} \\fb{h^j_{t-1}} + b_k')} \\quad \\text{if } 2^k \\mid t`,
    'h^k_t = \\fb{h^k_{t-1}} \\quad \\text{otherwise}',
    ...activation(options.activation).equations,
  ],
};
