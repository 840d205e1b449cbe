// One sentence for every term of the trade. `<Term name="lookback">` shows it; pages add theirs here.
export const terms = {
  lookback: 'How many past rows the network sees before each forecast.',
  horizon: 'How many rows ahead it predicts.',
  stride: 'Rows from the start of one window to the start of the next; 1 uses every possible window.',
  gap: 'Rows left out between what it sees and what it predicts; −1 predicts the last row that it sees.',
  target: 'A column that is to be predicted.',
  feature: 'A column that the network sees at every step of the lookback.',
  chronological: 'Parts follow each other in time, so that the network is always judged on what came later.',
  training: 'The rows that it learns from.',
  validation: 'The rows that decide when to stop and which checkpoint is best.',
  test: 'The rows that nobody looks at until the end.',
  scaler: 'Brings columns of different size to the same range; errors are shown in your units again.',
  window: 'One example: a lookback and the horizon that follows it.',
  batch: 'Windows that are learned from together in one step.',
  missing: 'Rows without a value in some column that is used.',
  frequency: 'Time from one row to the next.',
  season: 'After so many rows the series tends to repeat; baselines use it.',
  baseline: 'A forecast that costs nothing, such as repeating the last value: the network must beat it.',
  feedback: 'A connection that carries a value back to an earlier place, to be used in a later step.',
  designHash: 'Fingerprint of this design: runs with the same one saw the same windows.',
};

export type TermName = keyof typeof terms;
