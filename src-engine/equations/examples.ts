// Texts to start from. The key is the name by which the window calls them.

export interface Example {
  label: string;
  text: string;
}

export const examples = {
  elman: { label: 'Elman', text: `h = tanh(W x + U h' + b)` },
  gru: {
    label: 'GRU',
    text: `z = sigmoid(Wz x + Uz h' + bz)
r = sigmoid(Wr x + Ur h' + br)
n = tanh(Wn x + r * (Un h' + cn) + bn)
h = (1 - z) * n + z * h'`,
  },
  lstm: {
    label: 'LSTM',
    text: `i = sigmoid(Wi x + Ui h' + bi)
f = sigmoid(Wf x + Uf h' + bf)
g = tanh(Wg x + Ug h' + bg)
o = sigmoid(Wo x + Uo h' + bo)
c = f * c' + i * g
h = o * tanh(c)
param bf = 1`,
  },
  leaky: {
    label: 'Leaky',
    text: `a = 0.3
h = (1 - a) * h' + a * tanh(W x + U h' + b)`,
  },
  oscillator: {
    label: 'Oscillator',
    text: `# Pairs (u, v) that turn round at a learned speed
# and are drawn to a circle of radius 1.
dt = 0.1
free = 1 - u'^2 - v'^2
u = u' + dt * (free * u' - omega * v' + tanh(Wu x))
v = v' + dt * (free * v' + omega * u' + tanh(Wv x))
y = [u, v]
param omega = 2
start u = 1`,
  },
  minGru: {
    label: 'minGRU',
    text: `z = sigmoid(Wz x + bz)
c = Wc x + bc
h = (1 - z) * h' + z * c`,
  },
} satisfies Record<string, Example>;

export type ExampleName = keyof typeof examples;
