// What an option of a cell is called, by the cells themselves.
import { cells } from '#engine/cells/index.ts';

const labels = new Map(Object.values(cells).flatMap((cell) => Object.entries(cell.options).map(([name, { label }]) => [name, label])));

export const optionLabel = (name: string): string => labels.get(name)?.toLowerCase() ?? name;
