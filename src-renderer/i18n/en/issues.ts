// Issues come from the engine in English: only the places that are settings have other names in the window.
import { numberSettings } from '#engine/train/settings.ts';
import type { IssueWords } from '../issue-text.ts';
import { settingWords } from './train-settings.ts';

export const issues: IssueWords = {
  sentences: {},
  places: numberSettings.map((name) => [new RegExp(`^${name}$`), () => settingWords.names[name]]),
};
