import type { SelectionTrace } from '#contracts';

/** Why tables, or sets of tables, were not chosen: completes "so many …". */
const LOST: { readonly [reason: string]: string } = {
  inactive: 'not in use',
  excluded: 'left out',
  zone: 'in another zone than wished for',
  occupied: 'taken then',
  capacity: 'too small',
  maxParty: 'meant for smaller parties',
  minParty: 'kept for larger parties',
  slack: 'far too large',
  adjacency: 'not side by side',
  tables: 'need more tables',
  spareSeats: 'leave more seats empty',
  scarcity: 'are needed more by other parties',
  demand: 'leave fewer places for those who still wait',
  edges: 'stand together less closely',
  labels: 'just as good, further down the list',
  bound: 'certain to be worse',
  budget: 'not looked at: too many ways',
};

/** How the best tables were found, in sentences. */
export function traceWords(trace: SelectionTrace): readonly string[] {
  const { considered, feasible, lostBy, runnersUp, elapsedMicros } = trace;
  const took = elapsedMicros === undefined ? '' : ` in ${(elapsedMicros / 1_000).toFixed(1)} ms`;
  const sentences = [
    `Looked at ${considered} ${considered === 1 ? 'way' : 'ways'} to seat the party${took}; ${feasible} would work.`,
  ];
  for (const { tables, lostOn } of runnersUp) {
    const labels = tables.map(({ label }) => label).join(' + ');
    sentences.push(`${labels} came after: ${reasonOf(lostOn)}.`);
  }
  const lost = Object.entries(lostBy).sort(([, a], [, b]) => b - a);
  if (lost.length > 0) {
    sentences.push(`The others: ${lost.map(([why, n]) => `${n} ${reasonOf(why)}`).join(', ')}.`);
  }
  return sentences;
}

function reasonOf(reason: string): string {
  return LOST[reason] ?? reason;
}
