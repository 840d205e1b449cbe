// How what went wrong crosses from the host to the window: a person's problems as Issues, ours as errors.
import { sayIssue, type Issue } from '#engine/issue.ts';

/** Thrown by the host when a call cannot be answered because of something a person can change. */
export class IssueError extends Error {
  readonly issues: Issue[];

  constructor(issues: Issue[]) {
    super(issues.map(sayIssue).join('\n'));
    this.name = 'IssueError';
    this.issues = issues;
  }
}

/** One problem in the shape of an Issue, for throwing. */
export const issue = (code: string, where: string, message: string, fix: string, extra: Partial<Issue> = {}): Issue => ({
  severity: 'error',
  code,
  where,
  message,
  fix,
  ...extra,
});

/** The Issues in anything that was thrown; an error of ours becomes one Issue that says so. */
export function issuesOf(error: unknown): Issue[] {
  if (error instanceof IssueError) return error.issues;
  if (typeof error === 'object' && error !== null && Array.isArray((error as { issues?: unknown }).issues))
    return (error as { issues: Issue[] }).issues;
  const message = error instanceof Error ? error.message : String(error);
  return [issue('internal', 'Loopwright', message, 'This is our fault. Nothing that was stored is lost.')];
}
