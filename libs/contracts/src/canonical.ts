import { hash } from 'node:crypto';
import type { RecordedEvent } from './events.js';
import type { Uuid } from './values.js';

/**
 * Canonical JSON: the one text of a value, equal to what `canonical_json(jsonb)` makes in
 * PostgreSQL. Keys in code-point order, no white space, numbers in plain decimals (PostgreSQL's
 * numeric has no exponents), strings escaped as JSON.stringify does. `undefined` members are left
 * out. Values must have passed {@link isStorable}.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return plainDecimal(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`not a JSON value: ${typeof value}`);
  }
}

function canonicalArray(items: readonly unknown[]): string {
  let text = '[';
  for (let i = 0; i < items.length; i++) text += (i ? ',' : '') + canonicalJson(items[i]);
  return text + ']';
}

function canonicalObject(object: object): string {
  const entries = object as Record<string, unknown>;
  const own = Object.keys(entries);
  if (own.length === 0) return '{}';
  const { keys, members } = shapeOf(own);
  let text = '{';
  for (let i = 0; i < keys.length; i++) {
    const value = entries[keys[i]!];
    if (value === undefined) continue;
    text += (text.length > 1 ? ',' : '') + members[i]! + canonicalJson(value);
  }
  return text + '}';
}

/** An object's keys in canonical order, and how each begins its member: `"key":`. */
interface Shape {
  readonly keys: readonly string[];
  readonly members: readonly string[];
}

/** Events come in few shapes, and sorting the keys of each again costs as much as its values. */
const shapes = new Map<string, Shape>();
const SHAPES_MAX = 1_000;
const SHAPE_LENGTH_MAX = 1_000;

function shapeOf(keys: string[]): Shape {
  // No key has a NUL, because it could not be stored.
  const name = keys.join('\u0000');
  const known = shapes.get(name);
  if (known) return known;
  if (keys.every(isPlain)) keys.sort();
  else keys.sort(byCodePoint);
  const shape = { keys, members: keys.map((key) => `${quoted(key)}:`) };
  // What senders put into metadata may have any shape: then the first of them are remembered.
  if (shapes.size < SHAPES_MAX && name.length <= SHAPE_LENGTH_MAX) shapes.set(name, shape);
  return shape;
}

/** Printable ASCII that needs no escape: nearly every string there is, so asked before quoting. */
const PLAIN = /^[ !#-[\]-~]*$/;

function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

function quoted(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(text);
}

/** UTF-16 order differs from code-point order only where surrogates meet U+E000…U+FFFF. */
function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xSurrogate !== ySurrogate) return xSurrogate ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** A value that no JSON has: a number that is not finite, as `jsonb` may hold what JavaScript cannot. */
export class NotJsonError extends TypeError {
  override readonly name = 'NotJsonError';
  readonly code = 'NOT_JSON';
}

/** A finite number without exponent, as PostgreSQL's numeric prints it. */
function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new NotJsonError('not a JSON number');
  const text = Object.is(value, -0) ? '0' : String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const sign = match[1]!;
  const digits = match[2]! + (match[3] ?? '');
  const point = 1 + Number(match[4]);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

/**
 * The first member that PostgreSQL's jsonb cannot keep (NUL, a lone surrogate, a number that is not
 * finite), as a path like `data.metadata.note`; null when everything can be stored.
 */
export function firstUnstorable(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return storableString(value) ? null : path;
  if (typeof value === 'number') return Number.isFinite(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const memberPath = path === '' ? key : `${path}.${key}`;
    if (!storableString(key)) return memberPath;
    const found = firstUnstorable(member, memberPath);
    if (found !== null) return found;
  }
  return null;
}

function storableString(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

const HASH_BYTES = 32;
/** Fits nearly every event; a longer one is hashed in a buffer of its own. */
const linked = Buffer.allocUnsafeSlow(16_384);

/** Whether this is what was hashed: not if its data was made what nothing can have recorded. */
export function hasHash(hash: string, prevHash: string, event: RecordedEvent): boolean {
  try {
    return eventHash(prevHash, event) === hash;
  } catch (error) {
    if (error instanceof NotJsonError) return false;
    throw error;
  }
}

/** `sha256(prev_hash || canonical event)`: one link of a log partition's chain. Hex in, hex out. */
export function eventHash(prevHash: string, event: RecordedEvent): string {
  const text = canonicalJson(event);
  // A UTF-16 unit takes three bytes at most.
  const bytesMax = HASH_BYTES + 3 * text.length;
  const buffer = bytesMax <= linked.length ? linked : Buffer.allocUnsafe(bytesMax);
  buffer.write(prevHash, 0, HASH_BYTES, 'hex');
  const bytes = HASH_BYTES + buffer.write(text, HASH_BYTES, 'utf8');
  return hash('sha256', buffer.subarray(0, bytes), 'hex');
}

/** The `prevHash` of the first event of every log partition. */
export const GENESIS_HASH = '0'.repeat(64);

/** What tells two commands under one id apart: a hash of canonical `(type, venueId, data)`. Hex. */
export function commandFingerprint(command: {
  readonly type: string;
  readonly venueId: Uuid;
  readonly data: unknown;
}): string {
  return hash('sha256', canonicalJson([command.type, command.venueId, command.data]), 'hex');
}

/**
 * An id that follows from what it names: the first 16 bytes of `sha256(parts joined by ':')` marked
 * as UUID version 8. `derived_uuid(text)` computes the same in PostgreSQL. Deciding needs no
 * randomness and a replay makes the same ids.
 */
export function derivedUuid(...parts: readonly (string | number)[]): Uuid {
  const hex = hash('sha256', parts.join(':'), 'hex');
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The log partition of a venue: the first four bytes of `sha256(venue id)` as an unsigned number,
 * modulo the number of partitions. `log_partition_of(uuid)` computes the same in PostgreSQL.
 */
export function logPartitionOf(venueId: Uuid, partitions: number): number {
  return hash('sha256', venueId, 'buffer').readUInt32BE(0) % partitions;
}
