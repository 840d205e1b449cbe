// Names and values of settings as they are read: rates in powers of ten, yes and no, `gru: units` for an option of a cell.
import { optionLabel } from './option-label.ts';
import type { Catalogue } from '../../i18n/en/index.ts';
import type { Text } from '../../i18n/text.svelte.ts';
import { SETTLE } from './model/feedback.ts';
import { rateText } from './words.svelte.ts';
import type { SettingValue } from './model/settings.ts';

export function settingLabel(t: Catalogue['compare'], key: string): string {
  const cell = /^cell ([^.]+)\.(.+)$/.exec(key);
  return cell ? `${cell[1]}: ${optionLabel(cell[2])}` : (t.settings[key] ?? key);
}

const inPowers = new Set(['rate', 'minimum_rate', 'weight_decay', 'l1', 'l2', 'epsilon', 'plateau_threshold']);

export function settingText(text: Text, key: string, value: SettingValue): string {
  const t = text.t.compare;
  if (value === null) return t.notThere;
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  if (typeof value === 'number')
    return inPowers.has(key) ? rateText(text, value) : Number.isInteger(value) ? text.count(value) : text.quantity(value);
  if (value === 'none') return t.none2;
  if (key === 'feedback')
    return value
      .split(', ')
      .map((tag) => (tag === SETTLE ? t.settle : tag))
      .join(', ');
  return value;
}
