/** Under this type the palette hands a cell to the canvas when it is dragged. */
export const CELL_TYPE = 'application/x-loopwright-cell';
