// What is said about a drawing, also before there is a dataset.
import { describe, expect, it } from 'vitest';
import { parseArchitecture } from '#engine/architecture.ts';
import { templates } from '#engine/templates.ts';
import { analyse } from '../../../src-renderer/features/architecture/model/analysis.ts';

const drawn = (nodes: object[], edges: object[], output = 'head') => parseArchitecture({ version: 1, nodes, edges, output }).architecture!;

describe('a drawing without a dataset', () => {
  it('is told what is wrong with it whatever the data are, where it is', () => {
    const cycle = drawn(
      [
        { id: 'a', cell: 'gru' },
        { id: 'b', cell: 'lstm' },
        { id: 'head', cell: 'dense' },
        { id: 'lonely', cell: 'dense', options: { units: 3 } },
      ],
      [
        { from: 'input', to: 'a' },
        { from: 'b', to: 'a' },
        { from: 'a', to: 'b' },
        { from: 'b', to: 'head' },
      ],
    );
    const { issues, edgeIssues, nodeIssues, parameters } = analyse(cycle, undefined);
    expect(issues.map((issue) => issue.code).sort()).toEqual(['no-input', 'undelayed-cycle']);
    expect([...edgeIssues.values()].flat()).toHaveLength(1);
    expect([...nodeIssues.keys()]).toEqual(['lonely']);
    expect(parameters).toBe(0);
  });

  it('is not told of widths, which only the data decide', () => {
    for (const { name, architecture } of templates) expect(analyse(architecture, undefined).issues, name).toEqual([]);
    const narrow = drawn([{ id: 'head', cell: 'dense', options: { units: 7 } }], [{ from: 'input', to: 'head' }]);
    expect(analyse(narrow, undefined).issues).toEqual([]);
  });
});
