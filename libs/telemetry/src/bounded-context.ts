import type { JsonObject, JsonValue } from '#contracts';

/** Well below 1 MB, past which a row was once refused and its conflict never seen. */
export const CONTEXT_BYTES_MAX = 256 * 1024;
/** What explains, most dispensable first; what identifies stays. */
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
 * The context as JSON of at most {@link CONTEXT_BYTES_MAX}: explanations are left out as needed and
 * named in `omitted`, in the last resort everything but short texts and numbers.
 */
export function boundedContext(context: object): JsonObject {
  const members = JSON.parse(JSON.stringify(context)) as Record<string, JsonValue>;
  const omitted: string[] = [];
  for (const name of DISPENSABLE) {
    if (fits(members)) break;
    if (!(name in members)) continue;
    delete members[name];
    omitted.push(name);
  }
  if (omitted.length === 0 && fits(members)) return members;
  if (fits(members)) return { ...members, omitted };
  return { ...shortened(members), omitted: Object.keys(context) };
}

function fits(value: JsonValue): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= CONTEXT_BYTES_MAX;
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
