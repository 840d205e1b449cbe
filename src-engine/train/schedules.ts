// Learning-rate schedules: one entry each. A factor on the rate, from how far the run is.
export interface Schedule {
  label: string;
  help: string;
  /** epoch counts from 0 and has a fraction; the factor multiplies the run's rate. */
  factor(epoch: number, epochs: number): number;
}

export const schedules = {
  constant: { label: 'Constant', help: 'The same rate throughout.', factor: () => 1 },
  step: { label: 'Step', help: 'A tenth after two thirds of the epochs.', factor: (epoch, epochs) => (epoch < (2 * epochs) / 3 ? 1 : 0.1) },
  exponential: {
    label: 'Exponential',
    help: 'Times 0.8 per epoch after the third.',
    factor: (epoch) => 0.8 ** Math.max(0, Math.floor(epoch) - 2),
  },
  cosine: {
    label: 'Cosine',
    help: 'Falls to nothing along half a cosine (Loshchilov and Hutter 2017).',
    factor: (epoch, epochs) => 0.5 * (1 + Math.cos((Math.PI * Math.min(epoch, epochs)) / epochs)),
  },
} satisfies Record<string, Schedule>;

export type ScheduleName = keyof typeof schedules;
export const scheduleNames = Object.keys(schedules) as ScheduleName[];
