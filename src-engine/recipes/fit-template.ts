// A template with sizes that fit the data.
import { INPUT, optionsOf, type Architecture } from '../architecture.ts';

export interface Sizes {
  units: number;
  /** Rows of a segment of the window, and of a step into the horizon. */
  points?: number;
  ahead?: number;
  /** Rows of the whole window, where it goes as one segment past the recurrent cell. */
  whole?: number;
  /** Different symbols that an embedding reads. */
  codes?: number;
  dropout: number;
}

/**
 * Beside the place in the horizon, which series a window is from: each has half of the vector that the decoder reads. For a template
 * whose cell `ahead` opens the horizon.
 */
export function tellSeries(architecture: Architecture): Architecture {
  const places = architecture.nodes.find((node) => node.cell === 'ahead')!;
  const [after] = architecture.edges.filter((edge) => edge.from === places.id);
  const size = optionsOf(places).size as number;
  const half = Math.floor(size / 2);
  return {
    ...architecture,
    nodes: [
      ...architecture.nodes.map((node) => (node === places ? { ...node, options: { ...node.options, size: size - half } } : node)),
      { id: 'which', cell: 'series', options: { units: half } },
    ],
    edges: [...architecture.edges, { ...after, from: 'which' }],
  };
}

/** Beside the rows relative to the last one, the rows as they are: a network of segments then knows at what level a window lies. */
export const tellLevel = (architecture: Architecture): Architecture => {
  const edge = architecture.edges.find(({ from, to }) => from === 'level' && to === 'segment')!;
  return { ...architecture, edges: [...architecture.edges, { ...edge, from: INPUT }] };
};

/** Every column of a window less its mean in it, over its deviation there: what is then told does not depend on either. */
export function seeRelative(architecture: Architecture): Architecture {
  const id = 'relative';
  const [first] = architecture.edges.filter(({ from }) => from === INPUT);
  return {
    ...architecture,
    nodes: [{ id, cell: 'normalise', options: { centre: 'mean', scale: true, affine: false } }, ...architecture.nodes],
    edges: [{ ...first, to: id }, ...architecture.edges.map((edge) => (edge.from === INPUT ? { ...edge, from: id } : edge))],
  };
}

/** Recurrent cells and the layers between them get the units, segments their rows; a head, whose width is open, keeps it. */
export function fitTemplate(architecture: Architecture, { units, points, ahead, whole, codes, dropout }: Sizes): Architecture {
  return {
    ...architecture,
    nodes: architecture.nodes.map((node) => {
      const given = optionsOf(node);
      const fitted: Record<string, number> = {};
      if (typeof given.units === 'number' && node.cell !== 'embedding') fitted.units = units;
      if (node.cell === 'segment') fitted.points = (node.id === 'whole' ? whole : points) ?? (given.points as number);
      if (node.cell === 'ahead') Object.assign(fitted, { ...(ahead ? { points: ahead } : {}), size: units });
      if (node.cell === 'embedding' && codes) fitted.codes = codes;
      if (node.cell === 'dropout') fitted.rate = dropout;
      return { ...node, options: { ...node.options, ...fitted } };
    }),
  };
}
