/**
 * All texts in English, one file per page. A new page: write `en/<page>.ts` and `zh-CN/<page>.ts` (typed `typeof en`, so that a
 * missing string is a compile error) and add one line here and one in `zh-CN/index.ts`.
 * A text with a number or a name in it is a function; plurals are decided inside. Give it the type `: string` where it chooses
 * between texts, or the Chinese one would have to be the same words.
 */
import { architecture } from './architecture.ts';
import { compare } from './compare.ts';
import { data } from './data.ts';
import { design } from './design.ts';
import { exporting } from './export.ts';
import { issues } from './issues.ts';
import { members } from './members.ts';
import { recipes } from './recipes.ts';
import { shell } from './shell.ts';
import { start } from './start.ts';
import { terms } from './terms.ts';
import { train } from './train.ts';
import { units } from './units.ts';
import { use } from './use.ts';

export const en = { shell, start, data, design, architecture, train, members, recipes, compare, exporting, units, use, terms, issues };
export type Catalogue = typeof en;
