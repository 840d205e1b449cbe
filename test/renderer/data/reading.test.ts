import { expect, test } from 'vitest';
import type { ImportOptions } from '#engine/data/content.ts';
import { choicesOf, keptOptions, optionsOf } from '../../../src-renderer/features/data/reading.ts';

test.each<ImportOptions>([
  {},
  { escape: '\\', comment: '', skipLines: 0, member: 'Sheet 2' },
  { comment: '#', headerRows: 2, skipLines: 3 },
  { header: false, delimiter: ';', timeColumn: null },
])('what was chosen comes back from the panel as it was: %o', (options) => {
  expect(optionsOf(choicesOf(options), [])).toEqual(options);
});

test('what the panel has no choice for stays', () => {
  expect(keptOptions({ repairs: ['sort'], arrange: 'sequences', symbols: true, comment: '#' })).toEqual({
    repairs: ['sort'],
    symbols: true,
  });
});

test('a number of lines that is none changes nothing', () => {
  expect(optionsOf({ ...choicesOf({}), skip: 'x' }, [])).toEqual({});
});
