import type { Catalogue } from '../en/index.ts';
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

export const zhCN: Catalogue = {
  shell,
  start,
  data,
  design,
  architecture,
  train,
  members,
  recipes,
  compare,
  exporting,
  units,
  use,
  terms,
  issues,
};
