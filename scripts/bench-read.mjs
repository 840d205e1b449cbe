import { runWithProjectNode } from './bootstrap.mjs';

await runWithProjectNode('test/bench/read.ts');
