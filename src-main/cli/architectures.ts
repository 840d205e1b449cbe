import { templates } from '#engine/templates.ts';
import type { Command } from './command.ts';

export const architectures: Command = {
  about: 'list the templates',
  usage: 'architectures [--json]',
  options: {},
  async run({ say }) {
    for (const t of templates) say(`${t.name.padEnd(16)} ${t.when}`);
    return { architectures: templates };
  },
};
