// What flows through a feedback edge, in grey under its pill: `64 values`, `1 day back, forecast, 168 values`, and what stands in for it.
import type { ArchitectureEdge } from '#engine/architecture.ts';
import type { Catalogue } from '../../../i18n/en/index.ts';
import { spanOf, stepOf } from '../../../i18n/time.ts';
import type { Workbench } from '../workbench.svelte.ts';
import { forecastCell } from '../model/edits.ts';

export function flowText(bench: Workbench, t: Catalogue['architecture'], units: Catalogue['units'], edge: ArchitectureEdge): string[] {
  const width = bench.drawing.analysis.facts.get(edge.from)?.width;
  if (width === undefined) return [];
  const { architecture } = bench.drawing;
  const isForecast = edge.from === architecture.output || edge.from === forecastCell(architecture)?.id;
  const step = stepOf(bench.frequency);
  const span = step && edge.delay > 1 ? spanOf(edge.delay, step) : undefined;
  const parts = [...(span ? [t.back(units.span(span.value, span.unit))] : []), isForecast ? t.forecastValues(width) : t.values(width)];
  return [parts.join(t.comma), ...(edge.feed === 'target' ? [t.taught] : [])];
}
