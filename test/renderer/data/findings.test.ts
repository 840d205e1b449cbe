import { describe, expect, it } from 'vitest';
import { checkDesign } from '#engine/data/check-design.ts';
import type { Dataset } from '#engine/data/dataset.ts';
import { defaultDesign } from '#engine/data/default-design.ts';
import type { DatasetDesign } from '#engine/data/design.ts';
import { readTable, type Inspection } from '#engine/data/read-table.ts';
import { prepare } from '#engine/data/windows.ts';
import type { Issue } from '#engine/issue.ts';
import type { DatasetRecord } from '#shared/records.ts';
import { findingsOf } from '../../../src-renderer/features/data/findings.ts';

function recordOf(csv: string): { record: DatasetRecord; content: Dataset } {
  const { table, inspection } = readTable(new TextEncoder().encode(csv));
  const content: Dataset = {
    rows: table!.rows,
    columns: table!.columns.filter((c) => c.type === 'number').map((c) => ({ name: c.name, numbers: c.numbers })),
  };
  const record = {
    kind: 'series',
    categories: [],
    rows: content.rows,
    columns: content.columns.map((c) => c.name),
    inspection,
    readOptions: {},
    design: defaultDesign(content),
  };
  return { record: record as unknown as DatasetRecord, content };
}
const numbers = (n: number, cell: (i: number) => string) =>
  `a,b\n${Array.from({ length: n }, (_, i) => `${i % 7},${cell(i)}`).join('\n')}\n`;
const look = (csv: string, change: Partial<DatasetDesign> = {}) => {
  const { record, content } = recordOf(csv);
  const draft = { ...record.design, ...change };
  const problems = checkDesign(content, draft);
  const issues = problems.length ? problems : prepare(content, draft).issues;
  const findings = findingsOf(record, draft, issues);
  /** The design after the first button that changes it. */
  const repaired = () => {
    const fix = findings.flatMap((f) => ('fix' in f && f.fix?.kind === 'design' ? [f.fix] : []))[0];
    return fix && { ...draft, ...fix.patch };
  };
  return { record, content, draft, findings, repaired };
};
const codes = (findings: ReturnType<typeof findingsOf>) => findings.map((f) => (f.kind === 'issue' ? f.issue.code : f.kind));

describe('findings', () => {
  it('of a clean file say so', () => expect(codes(look(numbers(500, (i) => String(i % 5))).findings)).toEqual(['apart', 'clean']));

  it('offer idle rows to the test part', () => {
    const { findings, repaired } = look(
      numbers(500, (i) => String(i % 5)),
      { split: { by: 'time', unit: 'rows', train: 200, validation: 50, test: 50 } },
    );
    expect(codes(findings)).toEqual(['idle', 'apart', 'clean']);
    expect(repaired()!.split).toEqual({ by: 'time', unit: 'rows', train: 200, validation: 50, test: 250 });
  });

  it('say that no window is left instead of counting the ones that are left out', () => {
    const { findings, repaired } = look(
      numbers(500, (i) => (i % 5 === 0 ? '' : String(i % 7))),
      { targets: ['a'] },
    );
    expect(codes(findings)).toContain('no-windows');
    expect(codes(findings)).not.toContain('skipped');
    expect(codes(findings)).not.toContain('windows-skipped');
    expect(repaired()!.missing).toBe('previous');
  });

  it('say once that windows are left out in several parts', () => {
    const { findings, repaired } = look(
      numbers(500, (i) => (i % 40 === 0 ? '' : String(i % 5))),
      { targets: ['a'], lookback: 12, horizon: 4 },
    );
    expect(codes(findings).filter((code) => code === 'skipped')).toHaveLength(1);
    expect(codes(findings)).not.toContain('windows-skipped');
    expect(repaired()!.missing).toBe('previous');
  });

  it('say in one card that several columns never change', () => {
    const rows = Array.from({ length: 200 }, (_, i) => `1,2,${i % 7}`).join('\n');
    const { findings, repaired } = look(`a,b,c\n${rows}\n`, { features: ['a', 'b', 'c'] });
    expect(codes(findings).filter((code) => code.startsWith('constant'))).toEqual(['constant-columns']);
    expect(repaired()!.features).toEqual(['c']);
  });

  it('say once that a column never changes, and are silent when it is left out', () => {
    const csv = numbers(500, () => '5');
    const { findings, repaired } = look(csv, { targets: ['a'], features: ['a', 'b'] });
    expect(codes(findings).filter((code) => code.startsWith('constant'))).toEqual(['constant-column']);
    expect(codes(look(csv, repaired()!).findings).filter((code) => code.startsWith('constant'))).toEqual([]);
  });

  it.each([
    ['a lookback longer than the training part', { lookback: 5000 }],
    ['a horizon longer than the test part', { horizon: 150, lookback: 10 }],
    ['no target', { targets: [] }],
    ['no feature', { features: [] }],
    ['a column that is not there', { features: ['a', 'gone'] }],
    ['a column chosen twice', { features: ['a', 'a', 'b'] }],
    ['shares above one', { split: { by: 'time', unit: 'share', train: 0.9, validation: 0.2, test: 0.2 } }],
    ['a target among the features of a soft sensor', { gap: -1, horizon: 1, targets: ['b'], features: ['a', 'b'] }],
    ['a soft sensor with several steps', { gap: -1, horizon: 5, targets: ['b'], features: ['a'] }],
  ] as [string, Partial<DatasetDesign>][])('repair %s with their button', (_, change) => {
    const { record, content, repaired } = look(
      numbers(500, (i) => String(i % 5)),
      change,
    );
    let design = repaired()!;
    // Some repairs uncover the next problem: a person presses again.
    for (let presses = 0; presses < 3 && checkDesign(content, design).length; presses++) {
      const next = findingsOf(record, design, checkDesign(content, design))[0];
      if (next?.kind !== 'issue' || next.fix?.kind !== 'design') break;
      design = { ...design, ...next.fix.patch };
    }
    expect(checkDesign(content, design)).toEqual([]);
  });

  it('ask where the reader had to ask', () => {
    const { record } = look(numbers(50, (i) => String(i)));
    const issue = (code: string, extra: Partial<Issue> = {}): Issue => ({
      severity: 'question',
      code,
      where: 'file',
      message: '',
      fix: '',
      ...extra,
    });
    const asked = [
      issue('day-or-month-first', { values: { order: 'DMY', other: 'MDY' } }),
      issue('value-may-mean-missing', { values: { value: -999, count: 3 } }),
      issue('decimal-or-thousands'),
      issue('stray-quotes', { severity: 'warning', line: 12 }),
    ];
    const inspection = { ...record.inspection, issues: asked } as Inspection;
    const fixes = findingsOf({ ...record, inspection }, record.design, []).map((f) => ('fix' in f ? f.fix : undefined));
    expect(fixes[0]).toMatchObject({ kind: 'reread', options: { dayFirst: false } });
    expect(fixes[1]).toMatchObject({ kind: 'reread' });
    expect((fixes[1] as { options: { missing: string[] } }).options.missing).toEqual(expect.arrayContaining(['-999', 'na']));
    expect(fixes[2]).toMatchObject({ kind: 'reading' });
    expect(fixes[3]).toMatchObject({ kind: 'row', row: 10 });
  });
});

describe('what the reader did and nobody needs to do anything about', () => {
  it('is a note', () => {
    const { findings } = look(`rownames,y\n${Array.from({ length: 200 }, (_, i) => `${i + 1},${Math.sin(i)}`).join('\n')}\n`);
    expect(findings.find((f) => f.kind === 'issue' && f.issue.code === 'row-numbers')?.tone).toBe('note');
  });
});
