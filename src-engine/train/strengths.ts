/** Strengths of ridge that are tried for a readout, the strongest first, as shares of the mean square of what flows into the readout. */
export const strengths: readonly number[] = Array.from({ length: 12 }, (_, i) => 10 ** (3 - i));
