/**
 * How an Issue is said in a language: by its code and values. English is what the engine says itself; another language has an
 * entry per code, and what it does not have stays English rather than being left out.
 */
import type { Issue } from '#engine/issue.ts';

export type IssueValues = Record<string, string | number>;

export interface IssueWords {
  /** By code: the sentence that says what is wrong, and the one that says what to do. */
  sentences: Record<
    string,
    {
      message?: (values: IssueValues, issue: Issue) => string;
      fix?: (values: IssueValues, issue: Issue) => string;
      /** Of what the leakage auditor finds: how much it could flatter. */
      effect?: (values: IssueValues, issue: Issue) => string;
    }
  >;
  /** Places: `column temperature`, `line 7`, `training part`. The first pattern that fits. */
  places: [pattern: RegExp, say: (...groups: string[]) => string][];
}

export interface SaidIssue {
  where: string;
  message: string;
  fix: string;
  /** Empty where it is not a finding of the auditor. */
  effect: string;
}

export function sayIssueIn(words: IssueWords, issue: Issue): SaidIssue {
  const sentence = words.sentences[issue.code];
  const values = issue.values ?? {};
  return {
    where: place(words, issue.where),
    message: said(sentence?.message, values, issue) ?? issue.message,
    fix: said(sentence?.fix, values, issue) ?? issue.fix,
    effect: 'effect' in issue ? (said(sentence?.effect, values, issue) ?? String(issue.effect)) : '',
  };
}

/** A sentence that lacks a value would say "undefined": then the English one is better. */
function said(say: ((values: IssueValues, issue: Issue) => string) | undefined, values: IssueValues, issue: Issue): string | undefined {
  const text = say?.(values, issue);
  return text === undefined || /\bundefined\b|\bNaN\b/.test(text) ? undefined : text;
}

function place(words: IssueWords, where: string): string {
  for (const [pattern, say] of words.places) {
    const match = pattern.exec(where);
    if (match) return say(...match.slice(1));
  }
  return where;
}
