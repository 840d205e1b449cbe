import { runWithProjectNode } from './bootstrap.mjs';

await runWithProjectNode('src-main/cli.ts');
