// A drawing as Mermaid text, for a wiki or an issue: feedback dotted with its delay, settle loops thick with their limit, what a
// state begins with ending in a circle.
import { INPUT, type Architecture } from '#engine/architecture.ts';
import { isInput } from '#engine/compile/1-check-lines.ts';
import { isBackward, linesOf } from '../model/lines.ts';
import { stepTag } from './tag.ts';

export interface MermaidWords {
  /** Second line under a cell's name. */
  about: (id: string) => string;
  name: (id: string) => string;
}

export function mermaidText(a: Architecture, { about, name }: MermaidWords): string {
  const ids = [INPUT, ...a.nodes.map((n) => n.id).filter((id) => id !== INPUT)];
  const key = (id: string) => `n${ids.indexOf(id)}`;
  const drawn = linesOf(a, undefined);
  const lines = ['flowchart LR'];
  for (const id of ids) {
    const text = [name(id), about(id)].filter(Boolean).map(escape).join('<br/>');
    lines.push(`  ${key(id)}${id === a.output ? `(["${text}"])` : `["${text}"]`}`);
  }
  for (const e of a.edges) {
    const notes = [e.join === 'sum' ? '+' : '', e.feed === 'target' ? 'y' : ''].filter(Boolean);
    const [from, to] = [key(e.from), key(e.to)];
    if (!isInput(e)) lines.push(`  ${from} -- "${e.into}" --o ${to}`);
    else if (e.settle) lines.push(`  ${from} == "settle ≤ ${e.settle.limit}" ==> ${to}`);
    else if (e.delay) lines.push(`  ${from} -. "${[stepTag(e.delay, isBackward(drawn, e.to)), ...notes].join(' ')}" .-> ${to}`);
    else lines.push(notes.length ? `  ${from} -- "${notes.join(' ')}" --> ${to}` : `  ${from} --> ${to}`);
  }
  return `${lines.join('\n')}\n`;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
