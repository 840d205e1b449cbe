// Words of the cells, their options and the templates, by name. They speak English in the engine: here stands what it does not say,
// and in the Chinese pair all of it.

interface CellWords {
  label?: string;
  summary?: string;
  /** What it does, one or two short sentences. */
  about?: string;
}
interface OptionWords {
  label: string;
  help: string;
}

export const cellWords = {
  families: {
    input: 'Input',
    recurrent: 'Recurrent',
    'feed forward': 'Feed forward',
    'over time': 'Over time',
    normalisation: 'Normalisation',
    forecast: 'Forecast',
  } as Record<string, string>,
  cells: {
    input: { about: 'The scaled features of each step of the lookback. Every network begins here.' },
    future: { about: 'What the dataset knows of the horizon before it comes: the calendar, prices, plans.' },
    static: { about: 'What a window has once and not step by step: a place, a size, a kind.' },
    series: { about: 'Learns a vector for each series of the dataset. One that the network has not seen gets zeros.' },
    lstm: { about: 'Long short-term memory. Three gates decide what to forget, to write and to show.' },
    gru: { about: 'Gated recurrent unit. Two gates decide what to keep.' },
    elman: { about: 'The plain recurrent layer: each step sees the step before.' },
    jordan: { about: 'A hidden layer that sees its own earlier output instead of its own earlier state.' },
    leaky: { about: 'A recurrent layer whose units change only by a share at each step, so they remember slowly.' },
    'peephole-lstm': { about: 'An LSTM whose gates also see its memory, which helps it to keep time and to count.' },
    slstm: { about: 'An LSTM with an exponential input gate: what comes in can outweigh all that was stored before.' },
    'min-gru': { about: 'A GRU whose gate sees only the input, not the state: few parameters, quick, a plain memory.' },
    'min-lstm': { about: 'Forget and input gate see only the input and share out 1 between old and new.' },
    'ind-rnn': { about: 'Each unit sees its own previous value and none of the others. Made to be stacked.' },
    cfc: { about: 'Closed-form continuous-time network: where a liquid neuron would be one step on, without solving an equation.' },
    clockwork: { about: 'Modules that tick at periods 1, 2, 4 and so on. Each sees itself and the slower ones, which remember.' },
    'echo-state': { about: 'A large random loop that is never trained. What follows it learns to read it out.' },
    equations: { about: 'A cell of your own: type its equations, and everything else follows from them.' },
    dense: { about: 'Every input is weighed into every output. Keeps nothing from step to step.' },
    residual: { about: 'Passes on what comes in and adds what a hidden layer makes of it. At first it adds nothing.' },
    swiglu: { about: 'A hidden layer whose values are multiplied by a gate. It gives out as many values as come in.' },
    embedding: { about: 'Learns a vector for each whole-number code. Its columns must not be scaled; what is no code gives zeros.' },
    softmax: { about: 'Turns the values of a step into shares that add up to 1.' },
    dropout: {
      about: 'While training it leaves out values at random, so that nothing leans on a few of them. Afterwards it does nothing.',
    },
    'read-out': { about: 'One value from the whole window: of its last or first step, a mean, the largest, or what attention picks.' },
    segment: { about: 'Puts stretches of rows side by side, from the end of the window on: what follows takes one step per stretch.' },
    ahead: { about: 'Opens the horizon: one step for every few rows of it, all at once, each with a learned vector for its place.' },
    'subtract-last': { about: 'Takes the last known values away, so that what follows sees changes instead of levels.' },
    'add-last': { about: 'Adds the last known values again: the forecast starts where the window ends.' },
    normalise: { about: 'Centres and scales each window by itself, so that what follows sees shapes instead of levels.' },
    denormalise: { about: 'Gives the forecast the level and the deviation of its window again.' },
    'layer-norm': { about: 'Brings the values of each step to mean 0 and variance 1, then to a learned gain and bias.' },
    'rms-norm': { about: 'Divides the values of each step by their root mean square, then multiplies with a learned gain.' },
    quantiles: { about: 'Forecasts a range: several quantiles of each number, which never cross. Trained with the pinball loss.' },
    gaussian: { about: 'Forecasts a mean and a deviation for each number. Trained with the Gaussian loss.' },
  } as Record<string, CellWords>,
  options: {} as Record<string, OptionWords>,
  choices: {
    leakyRelu: 'leaky ReLU',
    relu: 'ReLU',
    elu: 'ELU',
    selu: 'SELU',
    gelu: 'GELU',
    silu: 'SiLU',
    prelu: 'PReLU',
    layer: 'layer norm',
    rms: 'RMS norm',
  } as Record<string, string>,
  templateWords: {} as Record<string, { label: string; when: string }>,
};
