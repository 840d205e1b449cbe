/** Forecasts in units, [H][C], for the window with this origin; null where it cannot (a season before the first row). */
export type Forecaster = (origin: number) => Float64Array | null;
