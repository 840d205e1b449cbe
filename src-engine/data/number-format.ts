/**
 * Decimal and thousands marks by evidence: 1.234,5 is clear, 1,234 is not. Cells that can be read only one way vote; cells that can be read
 * two ways are decided by their column (950 beside 1.020 means thousands), and when nothing decides, the person is asked.
 */
import type { NumberFormat } from './numbers.ts';

export interface FormatFinding {
  format: NumberFormat;
  /** No cell could be read only one way: an example of what was left open. */
  openExample?: string;
}

interface Votes {
  /** Cells that have no other reading, by the mark's role. */
  pointDecimal: number;
  commaDecimal: number;
  pointThousands: number;
  commaThousands: number;
  spaceThousands: number;
  apostropheThousands: number;
  /** 1.234 and 1,234: three digits behind one mark. */
  openPoint: string[];
  openComma: string[];
  /** Whole numbers without any mark: below and from 1000. */
  plainSmall: number;
  plainLarge: number;
}

const noVotes = (): Votes => ({
  pointDecimal: 0,
  commaDecimal: 0,
  pointThousands: 0,
  commaThousands: 0,
  spaceThousands: 0,
  apostropheThousands: 0,
  openPoint: [],
  openComma: [],
  plainSmall: 0,
  plainLarge: 0,
});

/** Around a number may stand a sign, a currency, a unit. */
const BARE = /^[^\d.,]{0,4}(\d[\d.,'’\s\u00a0\u2007\u2009\u202f]*\d|\d|[.,]\d+)([eE][+-]?\d+)?\D{0,8}$/;
/** What `BARE` takes for numbers and is something else: dates, times, addresses. */
const NOT_A_NUMBER = /\d[\s]?[-/:]\s?\d|[.,]\s|\d[.,]\d*[.,]\d{1,2}[.,]\d/;

export function looksNumeric(cell: string): boolean {
  return cell.length <= 64 && BARE.test(cell) && !NOT_A_NUMBER.test(cell);
}

function vote(votes: Votes, cell: string): void {
  const match = cell.length <= 64 ? BARE.exec(cell) : null;
  if (!match || NOT_A_NUMBER.test(cell)) return;
  const body = match[1];
  if (/^\d+$/.test(body)) {
    if (body.length <= 3) votes.plainSmall++;
    else votes.plainLarge++;
    return;
  }
  if (/[\s\u00a0\u2007\u2009\u202f]/.test(body)) {
    if (/^\d{1,3}([\s\u00a0\u2007\u2009\u202f]\d{3})+([.,]\d*)?$/.test(body)) votes.spaceThousands++;
    else return;
  } else if (/['’]/.test(body)) {
    if (/^\d{1,3}(['’]\d{3})+([.,]\d*)?$/.test(body)) votes.apostropheThousands++;
    else return;
  }
  const points = body.split('.').length - 1;
  const commas = body.split(',').length - 1;
  if (points > 0 && commas > 0) {
    if (/^\d{1,3}(\.\d{3})+,\d*$/.test(body)) {
      votes.commaDecimal++;
      votes.pointThousands++;
    } else if (/^\d{1,3}(,\d{2,3})*,\d{3}\.\d*$/.test(body)) {
      votes.pointDecimal++;
      votes.commaThousands++;
    }
    return;
  }
  if (points + commas === 0) return;
  const mark = points > 0 ? '.' : ',';
  if (points + commas > 1) {
    if (points > 0 && /^\d{1,3}(\.\d{3})+$/.test(body)) votes.pointThousands++;
    if (commas > 0 && /^\d{1,3}(,\d{2,3})*,\d{3}$/.test(body)) votes.commaThousands++;
    return;
  }
  const [whole, fraction] = body.split(mark);
  const isOpen = fraction.length === 3 && whole.length >= 1 && whole.length <= 3 && !whole.startsWith('0') && !match[2];
  if (isOpen) (mark === '.' ? votes.openPoint : votes.openComma).push(cell);
  else if (mark === '.') votes.pointDecimal++;
  else votes.commaDecimal++;
}

function votesOf(cells: Iterable<string>): Votes {
  const votes = noVotes();
  for (const cell of cells) vote(votes, cell);
  return votes;
}

const add = (sum: Votes, votes: Votes): void => {
  for (const key of ['pointDecimal', 'commaDecimal', 'pointThousands', 'commaThousands', 'spaceThousands', 'apostropheThousands'] as const)
    sum[key] += votes[key];
};

/**
 * The marks of a file and, where they differ, of single columns. columns: sample cells of each column that is mostly numeric.
 * delimiter: a comma between cells speaks for the decimal point, a semicolon for the comma.
 */
export function findNumberFormat(
  columns: string[][],
  delimiter: string,
  given: { decimal?: '.' | ','; thousands?: string },
): FormatFinding & { byColumn: NumberFormat[] } {
  const votes = columns.map(votesOf);
  const sum = noVotes();
  for (const each of votes) add(sum, each);
  let decimal: '.' | ',' | undefined = given.decimal;
  let openExample: string | undefined;
  const forPoint = sum.pointDecimal + sum.commaThousands;
  const forComma = sum.commaDecimal + sum.pointThousands;
  let thousandsOfOpen = '';
  if (!decimal && forPoint + forComma > 0) decimal = forPoint >= forComma ? '.' : ',';
  if (!decimal) {
    // Only open cells, if any: 1.234 or 1,234 everywhere.
    const hasPoints = votes.some((each) => each.openPoint.length > 0);
    const hasCommas = votes.some((each) => each.openComma.length > 0);
    const mark = hasCommas ? ',' : '.';
    const open = votes.filter((each) => (hasCommas ? each.openComma : each.openPoint).length > 0);
    const meansThousands = open.some((each) => each.plainSmall > 0 && each.plainLarge === 0);
    if (!hasPoints && !hasCommas) decimal = '.';
    else if (hasPoints && hasCommas) [decimal, openExample] = ['.', open[0].openComma[0]];
    else if (meansThousands) [decimal, thousandsOfOpen] = [mark === ',' ? '.' : ',', mark];
    else if (mark === '.') {
      decimal = '.';
      if (delimiter === ';') openExample = open[0].openPoint[0];
    } else {
      // A comma inside quotes between commas is an English thousands mark; elsewhere it is a decimal comma.
      decimal = delimiter === ',' ? '.' : ',';
      if (delimiter === ',') thousandsOfOpen = ',';
      openExample = open[0].openComma[0];
    }
  }
  const thousands = given.thousands ?? (thousandsOfOpen || thousandsBeside(decimal, sum, votes));
  const byColumn = votes.map((each): NumberFormat => {
    if (given.decimal || given.thousands !== undefined) return { decimal, thousands };
    const isMixed = each.pointDecimal > 0 && each.commaDecimal > 0 && each.pointThousands + each.commaThousands === 0;
    if (isMixed && each.openPoint.length + each.openComma.length === 0)
      return { decimal: each.pointDecimal >= each.commaDecimal ? '.' : ',', thousands: '', hasBothDecimals: true };
    const own = each.pointDecimal + each.commaThousands - each.commaDecimal - each.pointThousands;
    const other = decimal === '.' ? ',' : '.';
    // A column that only ever writes the other mark has its own way.
    if (decimal === '.' ? own < 0 && each.pointDecimal === 0 : own > 0 && each.commaDecimal === 0)
      return { decimal: other, thousands: thousandsBeside(other, each, [each]) };
    return { decimal, thousands };
  });
  return { format: { decimal, thousands }, openExample, byColumn };
}

/** The thousands mark that goes with a decimal mark, if any cell shows one (also one that alone would be open). */
function thousandsBeside(decimal: '.' | ',', sum: Votes, votes: Votes[]): string {
  if (sum.spaceThousands > 0) return ' ';
  if (sum.apostropheThousands > 0) return "'";
  if (decimal === '.') return sum.commaThousands > 0 || votes.some((each) => each.openComma.length > 0) ? ',' : '';
  return sum.pointThousands > 0 || votes.some((each) => each.openPoint.length > 0) ? '.' : '';
}
