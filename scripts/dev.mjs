import { runWithProjectNode } from './bootstrap.mjs';

await runWithProjectNode('scripts/dev.ts');
