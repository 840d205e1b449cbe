// Names for rows: short, easy to type, without letters that look alike.
import { randomBytes } from 'node:crypto';

const letters = '23456789abcdefghjkmnpqrstvwxyz';

export const newId = (prefix: string): string => prefix + [...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('');
