// Activations by name: one entry each, written in ops. A new one appears in every cell that has the choice.
import type { Value } from '../compile/value.ts';
import type { Builder, Parameter } from '../ops/op.ts';
import type { ParameterSpec } from './cell.ts';

interface Activation {
  /** x and result: [B, width]. p: the parameters of the cell, its own among them. */
  apply(b: Builder, x: Value, p: Record<string, Parameter>): Value;
  latex(x: string): string;
  /** What it learns for a cell of so many units; most learn nothing. */
  parameters(width: number): Record<string, ParameterSpec>;
  /** Lines that say what its name in an equation stands for, where a parameter has to be introduced. */
  equations: string[];
}

/** max(x, 0) + ln(1 + e^-|x|): ln(1 + e^x) without overflow. */
export const softplus = (b: Builder, x: Value): Value => b.add(b.relu(x), b.log(b.offset(b.exp(b.negate(b.abs(x))), 1)));

/** e^min(x, 0) - 1, so that the branch not taken stays finite. */
const expBelowZero = (b: Builder, x: Value): Value => b.offset(b.exp(b.minimum(x, b.constant(x.width, 0))), -1);

export const activations = {
  linear: { apply: (_, x) => x, latex: (x) => x },
  sigmoid: { apply: (b, x) => b.sigmoid(x), latex: (x) => `\\sigma(${x})` },
  tanh: { apply: (b, x) => b.tanh(x), latex: (x) => `\\tanh(${x})` },
  relu: { apply: (b, x) => b.relu(x), latex: (x) => `\\operatorname{ReLU}(${x})` },
  leakyRelu: { apply: (b, x) => b.maximum(x, b.scale(x, 0.01)), latex: (x) => `\\operatorname{LeakyReLU}(${x})` },
  elu: { apply: (b, x) => b.add(b.relu(x), expBelowZero(b, x)), latex: (x) => `\\operatorname{ELU}(${x})` },
  /** Klambauer et al. 2017, arXiv:1706.02515: scale 1.0507, alpha 1.6733. */
  selu: {
    apply: (b, x) => b.scale(b.add(b.relu(x), b.scale(expBelowZero(b, x), 1.6732632423543772)), 1.0507009873554805),
    latex: (x) => `\\operatorname{SELU}(${x})`,
  },
  /** Hendrycks and Gimpel 2016, arXiv:1606.08415, the tanh form. */
  gelu: {
    apply: (b, x) => {
      const inner = b.scale(b.add(x, b.scale(b.multiply(x, b.multiply(x, x)), 0.044715)), Math.sqrt(2 / Math.PI));
      return b.multiply(b.scale(x, 0.5), b.offset(b.tanh(inner), 1));
    },
    latex: (x) => `\\operatorname{GELU}(${x})`,
  },
  silu: { apply: (b, x) => b.multiply(x, b.sigmoid(x)), latex: (x) => `\\operatorname{SiLU}(${x})` },
  softplus: { apply: softplus, latex: (x) => `\\operatorname{softplus}(${x})` },
  /** He et al. 2015, arXiv:1502.01852, eq. 1, a slope per unit that starts at 0.25. */
  prelu: {
    apply: (b, x, p) => b.add(b.relu(x), b.multiply(b.vector(p.slope), b.minimum(x, b.constant(x.width, 0)))),
    latex: (x) => `\\operatorname{PReLU}(${x})`,
    parameters: (width) => ({ slope: { rows: 1, cols: width, init: 0.25 } }),
    equations: ['\\operatorname{PReLU}(v) = \\max(v, 0) + s \\odot \\min(v, 0)'],
  },
} satisfies Record<string, Pick<Activation, 'apply' | 'latex'> & Partial<Activation>>;

export type ActivationName = keyof typeof activations;
export const activationNames = Object.keys(activations) as ActivationName[];

export const activation = (name: unknown): Activation => ({
  parameters: () => ({}),
  equations: [],
  ...activations[name as ActivationName],
});
