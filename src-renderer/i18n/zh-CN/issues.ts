import type { IssueWords } from '../issue-text.ts';

export const issues: IssueWords = { sentences: {}, places: [] };
