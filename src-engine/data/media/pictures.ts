/** Pictures as series: a row of pixels is a step, its pixels - three numbers each in colour - are the columns, 0 to 255. */
import type { ReadHost, TableRead } from '../read-table.ts';
import { readCollection, type CollectionFile } from './collection.ts';

export interface Picture {
  width: number;
  height: number;
  /** 1: grey, 3: red, green and blue. */
  channels: 1 | 3;
  /** [height, width, channels] */
  pixels: Uint8Array;
}

/** decode: a picture, or the reason why it is none ("it ..."). */
export function readPictures(files: readonly CollectionFile[], decode: (bytes: Uint8Array) => Picture | string, host: ReadHost): TableRead {
  const sizes = new Map<number, number>();
  let channels: 1 | 3 = 1;
  for (const file of files) {
    const picture = decode(file.read());
    if (typeof picture === 'string') continue;
    sizes.set(picture.width, (sizes.get(picture.width) ?? 0) + 1);
    if (picture.channels === 3) channels = 3;
  }
  const width = [...sizes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
  const columns = Array.from({ length: width }, (_, i) =>
    channels === 1 ? [`pixel ${i + 1}`] : ['red', 'green', 'blue'].map((c) => `${c} ${i + 1}`),
  ).flat();
  return readCollection(
    files,
    {
      key: 'picture',
      columns,
      steps(file) {
        const picture = decode(file.read());
        if (typeof picture === 'string') return picture;
        if (picture.width !== width) return `is ${picture.width} pixels wide, most are ${width}`;
        const { pixels } = picture;
        return {
          rows: picture.height,
          valueAt: (column, row) =>
            picture.channels === channels
              ? pixels[row * columns.length + column]
              : // A grey picture among coloured ones: red, green and blue are the same.
                pixels[row * width + Math.floor(column / 3)],
        };
      },
      issues: [],
    },
    host,
  );
}
