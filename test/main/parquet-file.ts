// A small writer of Parquet files for tests: one page a column, plain values, thrift's compact protocol written out. Source: the Parquet format 2.9.
type Field = [
  id: number,
  type: number,
  value: number | bigint | string | Buffer | Field[] | { of: number; items: (Buffer | string | number)[] },
];

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (; value >= 0x80n; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(value)]);
}
const zigzag = (value: number | bigint) => varint(BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n)));
const binary = (value: string | Buffer) => Buffer.concat([varint(BigInt(Buffer.from(value).length)), Buffer.from(value)]);

/** Fields in the order of their numbers. type 1: true, 2: false. */
function struct(fields: Field[]): Buffer {
  let last = 0;
  const parts = fields.flatMap(([id, type, value]) => {
    const head = Buffer.from([((id - last) << 4) | type]);
    last = id;
    if (type <= 2) return [head];
    if (type === I32 || type === I64) return [head, zigzag(value as number)];
    if (type === BINARY) return [head, binary(value as string)];
    if (type === STRUCT) return [head, struct(value as Field[])];
    const { of, items } = value as { of: number; items: (Buffer | string | number)[] };
    const size =
      items.length < 15 ? Buffer.from([(items.length << 4) | of]) : Buffer.concat([Buffer.from([0xf0 | of]), varint(BigInt(items.length))]);
    return [
      head,
      size,
      ...items.map((item) => (of === I32 ? zigzag(item as number) : of === BINARY ? binary(item as string) : (item as Buffer))),
    ];
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

export interface ParquetColumn {
  name: string;
  /** Number of the physical type: 0 boolean is not written here; 1 int32, 2 int64, 5 double, 6 bytes. */
  type: 1 | 2 | 5 | 6;
  /** Number of the converted type: 0 UTF8, 6 DATE, 9 TIMESTAMP_MILLIS, 10 TIMESTAMP_MICROS. */
  converted?: number;
  /** Moments of a clock on a wall, in microseconds. */
  isLocal?: boolean;
  values: (number | bigint | string | null)[];
}

/** pack: what pages are packed with, and the number of the method (0 none, 2 gzip, 6 Zstandard). Groups of `rows` rows. */
export function parquetFile(columns: ParquetColumn[], pack: { method: number; pack(bytes: Buffer): Buffer }, rows: number): Uint8Array {
  const parts: Buffer[] = [Buffer.from('PAR1')];
  let at = 4;
  const total = columns[0].values.length;
  const groups: Buffer[] = [];
  for (let from = 0; from < total; from += rows) {
    const chunks = columns.map((column) => {
      const values = column.values.slice(from, from + rows);
      const raw = pageOf(column, values);
      const packed = pack.pack(raw);
      const head = struct([
        [1, I32, 0],
        [2, I32, raw.length],
        [3, I32, packed.length],
        [5, STRUCT, [[1, I32, values.length], [2, I32, 0], [3, I32, 3], [4, I32, 3]]], // prettier-ignore
      ]);
      const start = at;
      parts.push(head, packed);
      at += head.length + packed.length;
      const about: Field[] = [
        [1, I32, column.type],
        [2, LIST, { of: I32, items: [0, 3] }],
        [3, LIST, { of: BINARY, items: [column.name] }],
        [4, I32, pack.method],
        [5, I64, values.length],
        [6, I64, head.length + raw.length],
        [7, I64, at - start],
        [9, I64, start],
      ];
      return struct([[2, I64, start], [3, STRUCT, about]]); // prettier-ignore
    });
    groups.push(struct([[1, LIST, { of: STRUCT, items: chunks }], [2, I64, at], [3, I64, Math.min(rows, total - from)]])); // prettier-ignore
  }
  const schema = columns.map(({ name, type, converted, isLocal }) => {
    const local: Field[] = [[8, STRUCT, [[1, 2, 0], [2, STRUCT, [[2, STRUCT, []]]]]]]; // prettier-ignore
    const fields: Field[] = [[1, I32, type], [3, I32, 1], [4, BINARY, name], ...(converted === undefined ? [] : [[6, I32, converted] as Field])]; // prettier-ignore
    return struct([...fields, ...(isLocal ? [[10, STRUCT, local] as Field] : [])]);
  });
  const foot = struct([
    [1, I32, 1],
    [2, LIST, { of: STRUCT, items: [struct([[4, BINARY, 'schema'], [5, I32, columns.length]]), ...schema] }], // prettier-ignore
    [3, I64, total],
    [4, LIST, { of: STRUCT, items: groups }],
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(foot.length);
  return new Uint8Array(Buffer.concat([...parts, foot, length, Buffer.from('PAR1')]));
}

/** Whether each value is there, a bit each, and those that are. */
function pageOf({ type }: ParquetColumn, values: ParquetColumn['values']): Buffer {
  const bits = Buffer.alloc(Math.ceil(values.length / 8));
  values.forEach((value, i) => value !== null && (bits[i >> 3] |= 1 << (i & 7)));
  const levels = Buffer.concat([varint(BigInt((bits.length << 1) | 1)), bits]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(levels.length);
  const plain = values.flatMap((value) => {
    if (value === null) return [];
    const bytes = Buffer.alloc(type === 1 ? 4 : 8);
    if (type === 1) bytes.writeInt32LE(Number(value));
    else if (type === 2) bytes.writeBigInt64LE(BigInt(value));
    else if (type === 5) bytes.writeDoubleLE(Number(value));
    else {
      const text = Buffer.from(String(value));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return [length, text];
    }
    return [bytes];
  });
  return Buffer.concat([size, levels, ...plain]);
}
