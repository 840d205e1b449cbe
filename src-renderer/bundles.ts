/**
 * Files that belong together and were given together are read as one, like a folder that holds them: those handed out as training and
 * test part of one collection (`GunPoint_TRAIN.ts`, `GunPoint_TEST.ts`), and several recordings or pictures.
 */
import { collectionOf, partOfPath, withoutPart } from '#engine/data/media/part-words.ts';
import { MOST_BYTES, MOST_FILES, archiveOf, type NamedBytes } from '#shared/archive.ts';
import type { Dropped } from './dropped-files.ts';

/** In the order in which the first of each bundle came. */
export function bundled(all: readonly Dropped[]): Dropped[] {
  const groups = new Map<string, Dropped[]>();
  all.forEach((one, i) => {
    const key = keyOf(one) ?? `${i}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  });
  return [...groups].flatMap(([key, group]) => (isBundle(key, group) ? [bundle(key, group)] : group));
}

const media = /\.(wav|wave|png)$/i;

/** The same for files that may belong together; undefined for what stands for itself. */
function keyOf({ name, size }: Dropped): string | undefined {
  if (size === undefined) return undefined;
  const kind = media.exec(name)?.[1].toLowerCase();
  if (kind) return kind === 'png' ? 'png' : 'wav';
  return partOfPath(name) === null ? undefined : `parts of ${collectionOf(name)}`;
}

function isBundle(key: string, group: readonly Dropped[]): boolean {
  const size = group.reduce((sum, one) => sum + (one.size ?? 0), 0);
  if (group.length < 2 || group.length > MOST_FILES || size > MOST_BYTES * 0.9) return false;
  if (!key.startsWith('parts of')) return true;
  const parts = group.map(({ name }) => partOfPath(name));
  return parts.includes('train') && parts.includes('test') && new Set(parts).size === parts.length;
}

function bundle(key: string, group: readonly Dropped[]): Dropped {
  const stem = withoutPart(group[0].name.replace(/\.\w+$/, '')).replace(/^[\s_.-]+|[\s_.-]+$/g, '');
  const name = key.startsWith('parts of') ? stem || 'parts' : key;
  return {
    name,
    size: undefined,
    file: async () => {
      const inside = await Promise.all(
        group.map(async (one): Promise<NamedBytes> => ({ path: one.name, bytes: new Uint8Array(await (await one.file()).arrayBuffer()) })),
      );
      return new File([archiveOf(inside) as Uint8Array<ArrayBuffer>], `${name}.zip`);
    },
  };
}
