import type { JsonObject, JsonValue } from '#contracts';

/** Well below 1 MB, past which a row was once refused and its conflict never seen. */
export const CONTEXT_BYTES_MAX = 256 * 1024;
/** What explains and may go; what identifies stays. */
const DISPENSABLE = [
  'trace',
  'metadata',
  'alternatives',
  'checks',
  'warnings',
  'blockers',
] as const;
const TEXT_MAX = 2_000;

/**
 * The context as JSON of at most {@link CONTEXT_BYTES_MAX}: explanations are left out, the largest
 * first, and named in `omitted`, in the last resort everything but short texts and numbers.
 */
export function boundedContext(context: object): JsonObject {
  const members = JSON.parse(JSON.stringify(context)) as Record<string, JsonValue>;
  if (fits(members)) return members;
  const omitted: string[] = [];
  const largestFirst = DISPENSABLE.filter((name) => name in members).sort(
    (a, b) => bytesOf(members[b]!) - bytesOf(members[a]!),
  );
  for (const name of largestFirst) {
    if (fits(members)) break;
    delete members[name];
    omitted.push(name);
  }
  if (fits(members)) return { ...members, omitted };
  return { ...shortened(members), omitted: Object.keys(context) };
}

function fits(value: JsonValue): boolean {
  return bytesOf(value) <= CONTEXT_BYTES_MAX;
}

function bytesOf(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Texts cut, lists dropped; the context is two objects deep at most. */
function shortened(members: JsonObject): Record<string, JsonValue> {
  const short: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === 'string') short[name] = value.slice(0, TEXT_MAX);
    else if (typeof value !== 'object' || value === null) short[name] = value;
    else if (name === 'error' || name === 'actor') short[name] = shortened(value as JsonObject);
  }
  return short;
}
