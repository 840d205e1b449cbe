import { newDesign } from '#engine/data/design-file.ts';
import { describe, expect, it } from 'vitest';
import { numberText, parseNumber } from '../../../src-renderer/ui/number-text.ts';
import { toTsv } from '../../../src-renderer/ui/tsv.ts';
import { fit, sayShortcut, shortcutOf } from '../../../src-renderer/commands.svelte.ts';
import { trainCommand } from '../../../src-renderer/shell/command-line.ts';

describe('numbers that are typed', () => {
  it.each([
    ['168', 168],
    [' 1,5 ', 1.5],
    ['1,234', 1234],
    ['1 234', 1234],
    ['−3', -3],
    ['1e-3', 0.001],
    ['.5', 0.5],
    ['', NaN],
    ['12h', NaN],
    ['1.2.3', NaN],
  ])('"%s" is %s', (text, value) => expect(parseNumber(text)).toBe(value));
  it('are shown with the digits they need', () => expect([0.1 + 0.2, 24, NaN].map(numberText)).toEqual(['0.3', '24', '']));
});

it('cells with tabs and line ends cannot break a table on the clipboard', () => expect(toTsv([['a\tb', 'c\nd']])).toBe('a b\tc d'));

describe('shortcuts', () => {
  const key = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}, code = '') => ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }); // prettier-ignore
  it('are named by what is held and pressed', () => {
    expect(shortcutOf(key('k', { ctrlKey: true }), false)).toBe('Mod+K');
    expect(shortcutOf(key('k', { metaKey: true }), true)).toBe('Mod+K');
    expect(shortcutOf(key('z', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+Z');
    expect(shortcutOf(key('?', { shiftKey: true }), false)).toBe('?');
    expect(shortcutOf(key('¡', { altKey: true }, 'Digit1'), true)).toBe('Alt+1');
    expect(shortcutOf(key('ArrowLeft', { shiftKey: true }), false)).toBe('Shift+ArrowLeft');
  });
  it('are said as they stand on the keyboard', () => {
    expect(sayShortcut('Mod+Shift+Z', false)).toBe('Ctrl Shift Z');
    expect(sayShortcut('Mod+Shift+Z', true)).toBe('⌘⇧Z');
    // The plus that joins keys is also a key.
    expect(['+', 'Mod++', 'Escape', 'Mod+-'].map((s) => sayShortcut(s, false))).toEqual(['+', 'Ctrl +', 'Esc', 'Ctrl -']);
  });
});

describe('finding a command', () => {
  const found = (query: string) =>
    ['Go to Train', 'Go to Data', 'Undo the last change', 'Open a file']
      .map((title) => ({ title, fits: fit({ title, also: title === 'Open a file' ? 'import csv' : '' }, query) }))
      .filter(({ fits }) => fits > 0)
      .sort((a, b) => b.fits - a.fits)
      .map(({ title }) => title);
  it('takes beginnings of words in any order', () => expect(found('tra go')).toEqual(['Go to Train']));
  it('takes other words for it', () => expect(found('csv')).toEqual(['Open a file']));
  it('takes some of the letters', () => expect(found('utlc')).toEqual(['Undo the last change']));
  it('finds nothing where nothing is', () => expect(found('xyz')).toEqual([]));
});

it('the command line says what the page is set to', () => {
  const design = { ...newDesign, targets: ['OT'], features: ['OT', 'a b'], lookback: 96, horizon: 24, stride: 1, gap: 0, split: { by: 'time', unit: 'share', train: 0.7, validation: 0.1, test: 0.2 }, scaler: 'standard', missing: 'skip' } as const; // prettier-ignore
  const command = (columns: string[]) =>
    trainCommand("it's.csv", { ...design, targets: ['OT'], features: ['OT', 'a b'] }, columns, 'gru').replaceAll(' \\\n  ', ' ');
  expect(command(['a b', 'OT'])).toBe(
    "npm run cli -- train --data 'it'\\''s.csv' --target OT --lookback 96 --horizon 24 --split 0.7,0.1,0.2 --architecture gru",
  );
  expect(command(['a b', 'OT', 'c'])).toContain("--features 'OT,a b'");
});
