/** What an address says of one venue only. */
const OF_THE_VENUE = ['venue', 'table'];

/**
 * Where a page goes on when another venue is chosen: the page itself, without the booking or table
 * that its address names, for these stay where they are.
 *
 * @param path `/assign/0d1f…`
 * @param search `table=0d1f…&at=any`
 */
export function inOtherVenue(path: string, search: string): string {
  const page = `/${path.split('/')[1] ?? ''}`;
  const kept = new URLSearchParams(search);
  for (const name of OF_THE_VENUE) kept.delete(name);
  return kept.size === 0 ? page : `${page}?${kept.toString()}`;
}
