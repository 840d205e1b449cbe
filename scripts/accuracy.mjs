import { runWithProjectNode } from './bootstrap.mjs';

await runWithProjectNode('test/accuracy/accuracy.ts');
