// Texts that follow the grammar, by chance: most make sense, some do not.
import type { Random } from '#engine/random.ts';

const pick = <T>(random: Random, list: readonly T[]): T => list[random.below(list.length)];

/** Bounded functions only, so that what goes round does not grow without end. */
const bounded = ['tanh', 'sigmoid'];
const others = ['softplus', 'silu', 'gelu', 'relu', 'abs', 'softmax', 'layerNorm', 'rmsNorm', 'elu', 'leakyRelu'];
const totals = ['sum', 'mean', 'norm', 'max', 'min'];

export function randomText(random: Random): string {
  const count = 1 + random.below(5);
  const names = Array.from({ length: count }, (_, i) => pick(random, ['h', 'z', 'state', 'é', 'q_1']) + i);
  const widths = names.map(() => (random.uniform() < 0.2 ? `[${1 + random.below(5)}]` : ''));
  let parameters = 0;
  const parameter = () => (random.uniform() < 0.1 && parameters ? `P${random.below(parameters)}` : `P${parameters++}`);
  const prime = () => "'".repeat(1 + (random.uniform() < 0.2 ? random.below(3) : 0));
  const name = (line: number): string => {
    const kind = random.uniform();
    if (kind < 0.35 || (line === 0 && kind < 0.6)) return random.uniform() < 0.15 ? `x${prime()}` : 'x';
    return kind < 0.6 ? names[random.below(line)] : pick(random, names) + prime();
  };
  const number = () => pick(random, ['1', '0.5', '2', '1.25e-1', '.3']);
  const value = (line: number, depth: number): string => {
    const kind = random.uniform();
    const inner = () => expression(line, depth - 1);
    if (depth <= 0 || kind < 0.2) return name(line);
    if (kind < 0.45) return `${parameter()} ${random.uniform() < 0.5 ? name(line) : `(${inner()})`}`;
    if (kind < 0.5) return parameter();
    if (kind < 0.6) return `${pick(random, bounded)}(${inner()})`;
    if (kind < 0.68) return `${pick(random, others)}(${inner()})`;
    if (kind < 0.73) return `${pick(random, totals)}(${inner()})`;
    if (kind < 0.78) return `${parameter()} [${name(line)}, ${inner()}]`;
    if (kind < 0.8) return `[${name(line)}, ${inner()}]`;
    if (kind < 0.83) return `x[${random.below(2)}:${2 + random.below(2)}]`;
    if (kind < 0.86) return `(${inner()})^${2 + random.below(2)}`;
    if (kind < 0.89) return `-${name(line)}`;
    if (kind < 0.93) return `${pick(random, ['max', 'min'])}(${inner()}, ${number()})`;
    return `(${inner()})`;
  };
  const expression = (line: number, depth: number): string => {
    const parts = [value(line, depth)];
    while (random.uniform() < 0.45) {
      const sign = pick(random, [' + ', ' - ', ' * ', ' + ', ' * ']);
      parts.push(sign, random.uniform() < 0.15 ? number() : value(line, depth));
      if (random.uniform() < 0.1) parts.push(` / (2 + ${pick(random, bounded)}(${name(line)}))`);
    }
    return parts.join('');
  };
  const lines = names.map(
    (n, i) => `${n}${widths[i]} = ${random.uniform() < 0.6 ? `${pick(random, bounded)}(${expression(i, 2)})` : expression(i, 2)}`,
  );
  if (random.uniform() < 0.3) lines.push(`out ${pick(random, names)}`);
  if (random.uniform() < 0.2) lines.push(`start ${pick(random, names)} = ${pick(random, ['0.5', '-1', 'S'])}`);
  if (random.uniform() < 0.2 && parameters)
    lines.push(`param P${random.below(parameters)} ${pick(random, ['= 0.5', 'orthogonal', 'glorot'])}`);
  return lines.join('\n');
}
