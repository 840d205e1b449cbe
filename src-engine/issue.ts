/**
 * A problem that a person can solve: returned, never thrown. It says where, what, and what to do.
 * (What is *our* fault is an Error, and thrown.)
 */
export interface Issue {
  severity: 'error' | 'warning' | 'question';
  /** Stable name, for tests and for translations: kebab-case. */
  code: string;
  /** The place as the person sees it: `node gru1`, `edge lstm2 -> gru1`, `line 7`, `column temperature`. */
  where: string;
  message: string;
  /** What to do about it, one sentence. */
  fix: string;
  /** The numbers and names inside the message, so that it can be said in another language. */
  values?: Record<string, string | number>;
  line?: number;
  /** In a text that was typed: the place within the line, counted from 1, and how many characters it is about (UTF-16 units). */
  character?: number;
  length?: number;
  column?: string;
  count?: number;
  /** Cells and edge of a drawing that the issue is about, for marking them. */
  nodes?: string[];
  edge?: number;
}

export const isError = (issue: Issue): boolean => issue.severity === 'error';

/** One line, for the command line and for logs. */
export const sayIssue = (issue: Issue): string => `${issue.where}: ${issue.message} ${issue.fix}`.trim();
