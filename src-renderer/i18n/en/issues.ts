// Issues come from the engine in English: nothing to translate here. What the window itself adds to them stands in its pages.
import type { IssueWords } from '../issue-text.ts';

export const issues: IssueWords = { sentences: {}, places: [] };
