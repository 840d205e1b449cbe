// Texts for every test that wants "any cell that somebody may type": the examples, and one for each corner of the language.
import { examples } from '#engine/equations/examples.ts';

export const texts: Record<string, string> = {
  ...Object.fromEntries(Object.values(examples).map(({ label, text }) => [label, text])),
  'GRU with the reset before the matmul': `z = sigmoid(Wz x + Uz h' + bz)
r = sigmoid(Wr x + Ur h' + br)
h = (1 - z) * tanh(Wn x + Un (r * h') + bn) + z * h'`,
  'one matrix for all gates, cut into columns': `g[12] = W [x, h'] + b
h = tanh(g[0:4]) * sigmoid(g[4:8]) + sigmoid(g[8:]) * h'`,
  'Jordan, with widths of its own': `e[5] = tanh(W x + U y' + b)
y[3] = V e + c`,
  'an average of the input, as wide as it': `m = 0.9 * m' + 0.1 * x`,
  'three steps of the input, and a state of two steps ago': `d = x - 2 * x' + x''
h = tanh(W d + U h'' + a * h')`,
  'learned starting values': `h = 0.7 * h' + tanh(W x)
c = 0.5 * c'' + h
out c
start h = h0
start c = -0.5`,
  'a state that is x itself, one of joined rows, one that is another state': `p = x
q = [x, h']
s = h'
h = tanh(W x + A p' + B q' + C s')`,
  'totals and norms along the row': `q = Wq x + Uq h'
k = softmax(2 * q) * layerNorm(q + b)
h = tanh(k / (1 + norm(q)) + mean(q) * rmsNorm(q + 1) - sum(q^2) / 9)`,
  'a learned number, and constants that are worked out': `tau = exp(-1 / 20) - 2^3 / 10
h = tau * h' + (1 - tau) * s * tanh(W x / 2 - 1)
param s[1] = 0.7`,
  'every smooth function': `a = sigmoid(W x) + tanh(W x) + gelu(W x) + silu(W x) + softplus(W x)
b = exp(-a^2) + log(1 + a * a) + sqrt(a^2 + 1) - linear(a) / (2 + sigmoid(a)) + 1 / (2 + tanh(a))
h = b + h' / 2`,
  'what the network sees goes out unchanged': `y = x
out y`,
  'a residual without a state': `h = x + V tanh(W x + b)`,
  'letters of other scripts': `ζ = sigmoid(Wζ x + Uζ h′ − bζ)
名 = tanh（W名 x ＋ c₁）
h = ζ ⊙ 名 + (1 − ζ) · h’`,
};

/** Functions with corners: gradient checks leave out what stands near one. */
export const cornered: Record<string, string> = {
  'relu and its relatives': `a = relu(0.3 - W x) + leakyRelu(V x + 0.1)
h = tanh(a + U h' + B (a * x[0]))`,
  'elu and selu': `a = elu(W x) + 0.5 * selu(V x - 1)
h = tanh(a + U h')`,
  'a learned slope, the larger and the smaller': `a = prelu(W x, s)
h = tanh(max(a, 0.3) + min(a, V x) - abs(V x) + U h')
param s = 0.2`,
  'conditions and the largest of a row': `a = W x + U h'
h = tanh(where(greater(a, 0), a, 0.1 * a) + max(a) - min(a) * sign(a) / 2)`,
};

/** Runs everywhere, but the estimate of memory for tfjs is made for cells that look at the window. */
export const odd = `k = tanh(b)
h = tanh(W x) + k' + c`;
