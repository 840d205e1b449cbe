// A sentence in pieces, some of which have a tone: catalogues make them, `Said.svelte` shows them.
export interface Piece {
  text: string;
  tone?: 'strong' | 'better' | 'worse' | 'dim';
}

export const plain = (pieces: readonly Piece[]): string => pieces.map((p) => p.text).join('');
