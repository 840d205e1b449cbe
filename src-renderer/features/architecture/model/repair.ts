// What one button does to a drawing.
import type { Architecture } from '#engine/architecture.ts';

export interface Repair {
  /** Key of the button's text in the catalogue, and what stands in it. */
  label: RepairName;
  values: Record<string, string | number>;
  apply: (a: Architecture) => Architecture;
}

export type RepairName =
  | 'removeEdge'
  | 'noDelay'
  | 'readNow'
  | 'feedOwn'
  | 'delayOne'
  | 'chooseOutput'
  | 'delayEdge'
  | 'feedFromWindow'
  | 'removeCell'
  | 'giveUnits'
  | 'insertDense'
  | 'denseLast'
  | 'onlyWindow'
  | 'makeOutput'
  | 'forecastAuto'
  | 'forecastRecursive'
  | 'forecastDirect'
  | 'insertReadOut'
  | 'removeFeedback'
  | 'runForward'
  | 'addNormalise'
  | 'becomeNormalise'
  | 'ownWeights'
  | 'sameOptions'
  | 'sameUnits'
  | 'plainStart'
  | 'intoInput'
  | 'becomeDense'
  | 'segmentRows';

export const repair = (label: RepairName, apply: Repair['apply'], values: Repair['values'] = {}): Repair => ({ label, apply, values });
