// How curves are drawn, as it is kept in the preferences.
import type { Preferences } from '../../preferences.svelte.ts';
import { xNames, type XName } from './model/curve-data.ts';

export const smoothNames = ['none', 'some', 'much'] as const;
export type SmoothName = (typeof smoothNames)[number];
/** Weight of the past. */
export const smoothWeights: Record<SmoothName, number> = { none: 0, some: 0.6, much: 0.9 };

export interface CurveLook {
  x: XName;
  smooth: SmoothName;
  isLog: boolean;
}

export const curveLook = (preferences: Preferences): CurveLook => ({
  x: xNames.find((name) => name === preferences.get('compare.x')) ?? 'epoch',
  smooth: smoothNames.find((name) => name === preferences.get('compare.smooth')) ?? 'none',
  isLog: preferences.get('compare.log') === 'yes',
});
