/** Files that are no text table, whatever they are called: known by their first bytes, so that they can be refused by their real name. */

interface Kind {
  /** Stable name. */
  id: string;
  /** With its article, as in "This is ...". */
  name: string;
  fix: string;
}

const PICTURE = 'Choose a table of values as text, such as CSV.';
const EXPORT = 'Open it in the program that made it and export the table as CSV.';
const UNPACK = 'Unpack it and drop the table that is inside.';

const MAGIC: [bytes: string, kind: Kind][] = [
  ['PK\x03\x04', { id: 'zip', name: 'a zip archive', fix: UNPACK }],
  ['PK\x05\x06', { id: 'zip', name: 'an empty zip archive', fix: UNPACK }],
  ['%PDF-', { id: 'pdf', name: 'a PDF document', fix: EXPORT }],
  ['\x1f\x8b', { id: 'gzip', name: 'a gzip archive', fix: UNPACK }],
  ['BZh', { id: 'bzip2', name: 'a bzip2 archive', fix: UNPACK }],
  ['\xfd7zXZ\0', { id: 'xz', name: 'an xz archive', fix: UNPACK }],
  ['\x28\xb5\x2f\xfd', { id: 'zstd', name: 'a Zstandard archive', fix: UNPACK }],
  ['7z\xbc\xaf\x27\x1c', { id: '7z', name: 'a 7-Zip archive', fix: UNPACK }],
  ['Rar!', { id: 'rar', name: 'a RAR archive', fix: UNPACK }],
  ['PAR1', { id: 'parquet', name: 'a Parquet file', fix: EXPORT }],
  ['ARROW1', { id: 'arrow', name: 'an Arrow (Feather) file', fix: EXPORT }],
  ['FEA1', { id: 'feather', name: 'a Feather file', fix: EXPORT }],
  ['ORC', { id: 'orc', name: 'an ORC file', fix: EXPORT }],
  ['Obj\x01', { id: 'avro', name: 'an Avro file', fix: EXPORT }],
  ['\x89HDF', { id: 'hdf5', name: 'an HDF5 file', fix: EXPORT }],
  ['CDF\x01', { id: 'netcdf', name: 'a NetCDF file', fix: EXPORT }],
  ['\x93NUMPY', { id: 'numpy', name: 'a NumPy array', fix: EXPORT }],
  ['\x80\x04\x95', { id: 'pickle', name: 'a Python pickle', fix: EXPORT }],
  ['MATLAB 5.0', { id: 'matlab', name: 'a MATLAB file', fix: EXPORT }],
  ['SQLite format 3\0', { id: 'sqlite', name: 'a SQLite database', fix: EXPORT }],
  ['\xd0\xcf\x11\xe0', { id: 'xls', name: 'an old Office file (.xls)', fix: 'Open it in Excel and save the sheet as CSV.' }],
  ['\x89PNG', { id: 'png', name: 'a PNG picture', fix: PICTURE }],
  ['\xff\xd8\xff', { id: 'jpeg', name: 'a JPEG picture', fix: PICTURE }],
  ['GIF8', { id: 'gif', name: 'a GIF picture', fix: PICTURE }],
  ['BM', { id: 'bmp', name: 'a BMP picture', fix: PICTURE }],
  ['RIFF', { id: 'riff', name: 'a sound or video file', fix: PICTURE }],
  ['ID3', { id: 'mp3', name: 'an MP3 file', fix: PICTURE }],
  ['OggS', { id: 'ogg', name: 'an Ogg file', fix: PICTURE }],
  ['fLaC', { id: 'flac', name: 'a FLAC file', fix: PICTURE }],
  ['\x7fELF', { id: 'program', name: 'a program', fix: PICTURE }],
  ['MZ', { id: 'program', name: 'a Windows program', fix: PICTURE }],
];
/** These could begin a line of text, so a control character must follow soon. */
const UNSURE = new Set(['BZh', 'BM', 'MZ', 'ORC', 'ID3', 'PAR1', 'FEA1', 'RIFF', 'GIF8', 'OggS', 'fLaC', 'Rar!', 'MATLAB 5.0']);

/** Not tab, line ends, Ctrl-Z, escape, nor the ASCII separators that some tables use. */
const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 26);

/** The kind of a binary file, or undefined for what may be text. */
export function binaryKind(bytes: Uint8Array): Kind | undefined {
  for (const [magic, kind] of MAGIC) {
    if (!startsWith(bytes, magic)) continue;
    if (UNSURE.has(magic) && !bytes.subarray(0, 512).some((byte) => byte === 0 || isControl(byte))) continue;
    return kind.id === 'zip' ? officeKind(bytes, kind) : kind;
  }
  if (startsWith(bytes.subarray(4, 12), 'ftyp')) return { id: 'mp4', name: 'a video or sound file', fix: PICTURE };
  return undefined;
}

/** What no text of any encoding looks like: many control characters other than NUL (which UTF-16 and broken loggers write). */
export function looksBinary(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 65536);
  let controls = 0;
  // 0x01 is the delimiter of some databases.
  for (let i = 0; i < length; i++) if (bytes[i] > 1 && isControl(bytes[i])) controls++;
  return controls > length * 0.02 + 2;
}

/** A zip archive by what its first entries are called. */
function officeKind(bytes: Uint8Array, zip: Kind): Kind {
  const text = String.fromCharCode(...bytes.subarray(0, 4096));
  if (text.includes('xl/') || text.includes('[Content_Types].xml'))
    return {
      id: 'xlsx',
      name: 'an Excel workbook (.xlsx) or another Office file',
      fix: 'Open it in Excel and save the sheet as CSV.',
    };
  if (text.includes('opendocument.spreadsheet')) return { id: 'ods', name: 'an OpenDocument spreadsheet (.ods)', fix: EXPORT };
  if (text.includes('.npy')) return { id: 'npz', name: 'a NumPy archive', fix: EXPORT };
  return zip;
}

/** Text that is no table: by its first characters after white space. `head` is the beginning of the file as text. */
export function textKind(head: string): Kind | undefined {
  const start = head.trimStart().slice(0, 400);
  if (/^(<!doctype html|<html)/i.test(start))
    return { id: 'html', name: 'a web page (HTML)', fix: 'The download may have failed or wanted a login. Download the table itself.' };
  if (/^<\?xml|^<[a-z]+[\s>][^,;\t]*>/i.test(start)) return { id: 'xml', name: 'an XML file', fix: EXPORT };
  if (/^\{\s*("|\})/.test(start) || /^\[\s*[[{]\s*["{[\d-]/.test(start)) return { id: 'json', name: 'a JSON file', fix: EXPORT };
  if (/^\{\\rtf/.test(start)) return { id: 'rtf', name: 'an RTF document', fix: EXPORT };
  if (/^%!PS/.test(start)) return { id: 'postscript', name: 'a PostScript document', fix: EXPORT };
  return undefined;
}

function startsWith(bytes: Uint8Array, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[i] !== magic.charCodeAt(i)) return false;
  return bytes.length >= magic.length;
}
