// A sentence in pieces, so that the word that judges can stand in its colour wherever a language puts it.
export type Piece = string | { text: string; tone: 'better' | 'worse' | 'strong' };

export const plain = (pieces: readonly Piece[]): string => pieces.map((p) => (typeof p === 'string' ? p : p.text)).join('');
