import { runWithProjectNode } from './bootstrap.mjs';

await runWithProjectNode('scripts/test.ts');
