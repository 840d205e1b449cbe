import { describe, expect, test } from 'vitest';
import { check } from '#engine/compile/1-check.ts';
import { templates } from '#engine/templates.ts';
import { normalisationOf, withNormalisation } from '../../../src-renderer/features/architecture/model/window-normalisation.ts';

const named = (name: string) => templates.find((t) => t.name === name)!.architecture;

describe('the pair of cells that brings every window to one level', () => {
  for (const name of ['gru', 'lstm', 'drawn-feedback', 'stacked-gru'])
    for (const kind of ['last', 'revin'] as const)
      test(`${kind} around ${name} can be run, becomes the other, and goes again`, () => {
        const plain = withNormalisation(named(name), 'none');
        expect(normalisationOf(plain)).toBe('none');
        const put = withNormalisation(plain, kind);
        const task = { inputs: 2, targets: 1, targetColumns: [0], horizon: 3 };
        expect(check(put, task).issues).toEqual([]);
        expect(normalisationOf(put)).toBe(kind);
        const other = withNormalisation(put, kind === 'last' ? 'revin' : 'last');
        expect(check(other, task).issues).toEqual([]);
        expect(other.nodes).toHaveLength(put.nodes.length);
        expect(withNormalisation(other, 'none')).toEqual(plain);
      });
});
