import { examples } from '../equations/examples.ts';
import { readEquations } from '../equations/equations.ts';
import { limits } from '../equations/limits.ts';
import type { Cell, Options } from './cell.ts';
import { units } from './option-specs.ts';

const read = ({ text, units }: Options, inputs: number) => readEquations(text, units as number, inputs);

/**
 * A cell of one's own, typed as equations: `h = tanh(W x + U h' + b)`. The language is described in the README.
 * x: [B, I]; states, parameters and output follow from the text. A text that cannot be read has `problems` and counts as a
 * cell of `units` values that does nothing.
 */
export const equations: Cell = {
  label: 'Equations',
  family: 'recurrent',
  summary: 'a cell of your own, typed',
  source: 'typed by hand; matrices start as Glorot and Bengio 2010, those of earlier values orthogonal (Saxe et al. 2014)',
  options: {
    units: { ...units, help: 'Width of every line that neither states one nor takes it from what it is made of.' },
    text: {
      kind: 'text',
      label: 'Equations',
      help: "One line per name. x is what flows in, h' is h at the step before, unknown names are learned.",
      most: limits.characters,
      default: examples.gru.text,
    },
  },
  // What is known without the inputs is so whatever they are: then these need not be right.
  width: (options, inputs) => {
    const { width } = read(options, NaN);
    return Number.isNaN(width) ? read(options, inputs).width : width;
  },
  parameters: (options, inputs) => read(options, inputs).cell?.parameters ?? {},
  problems: (options, inputs) => read(options, inputs).issues,
  state: (options, inputs = NaN) => read(options, inputs).states,
  step(b, x, state, p, options) {
    const { cell } = read(options, x.width);
    if (!cell) throw new Error('equations that have problems were lowered');
    return cell.step(b, x, state, p);
  },
  equations: (options) => read(options, NaN).latex,
};
