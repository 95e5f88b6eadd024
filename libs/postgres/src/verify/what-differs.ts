/** What to show of either side. */
export interface WhatDiffers {
  readonly expected: unknown;
  readonly found: unknown;
}

const PATHS_MAX = 8;
const VALUE_CHARACTERS_MAX = 400;

/**
 * Of two rows the values that differ, by path (`configuration.tables[3].capacity`); of a row and none
 * (null) the row. People read it, so it is bounded: the first few paths and how many more (`…`), and
 * long values cut.
 */
export function whatDiffers(expected: unknown, found: unknown): WhatDiffers {
  if (!isNest(expected) || !isNest(found)) return { expected: cut(expected), found: cut(found) };
  const differing = [...differences(expected, found, '')];
  const side = (index: 1 | 2): object => {
    const shown = differing.slice(0, PATHS_MAX).map((one) => [one[0], cut(one[index])]);
    const more = differing.length - shown.length;
    return Object.fromEntries(more > 0 ? [...shown, ['…', `and ${more} more`]] : shown) as object;
  };
  return { expected: side(1), found: side(2) };
}

type Nest = Readonly<Record<string, unknown>>;

function* differences(a: Nest, b: Nest, path: string): Generator<[string, unknown, unknown]> {
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [one, other] = [a[key], b[key]];
    if (one === other) continue;
    const at = Array.isArray(a) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (isNest(one) && isNest(other) && Array.isArray(one) === Array.isArray(other)) {
      yield* differences(one, other, at);
    } else {
      yield [at, one, other];
    }
  }
}

function isNest(value: unknown): value is Nest {
  return typeof value === 'object' && value !== null;
}

/** Absent is null. */
function cut(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null';
  if (text.length <= VALUE_CHARACTERS_MAX) return value ?? null;
  return `${text.slice(0, VALUE_CHARACTERS_MAX)}… (${text.length} characters)`;
}
