import { IssueError, issue } from '#shared/errors.ts';

/** What the system says against a file, in a person's words; an error of ours stays one. absent, forbidden: sentences for these two. */
export function fileError(
  code: string,
  path: string,
  error: unknown,
  absent = 'There is no such file.',
  forbidden = 'It may not be read.',
): Error {
  const { code: name, errno, message } = error as NodeJS.ErrnoException;
  if (errno === undefined) return error as Error;
  const why: Record<string, string> = {
    ENOENT: absent,
    ENOTDIR: absent,
    EACCES: forbidden,
    EPERM: forbidden,
    EROFS: forbidden,
    EISDIR: 'It is a folder.',
    ENOSPC: 'The disk is full.',
  };
  return new IssueError([issue(code, path, why[name ?? ''] ?? `${message}.`, 'Check the path and its permissions.')]);
}
