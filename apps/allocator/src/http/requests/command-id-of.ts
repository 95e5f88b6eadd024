import { randomUUID } from 'node:crypto';
import type { Uuid } from '#contracts';
import { derivedUuid } from '#contracts';
import { refusal } from './parameters.js';
import { UUID_SHAPE } from './uuid-shape.js';

const KEY_LENGTH_MAX = 200;

/**
 * The command id of an idempotency key, as `command_id_of(text)` gives it to SQL callers: the key
 * itself where it is a UUID, derived from any other text, new without one. What a key stood for it
 * stands for always, on every route and for every caller: with another content it is refused.
 *
 * @param named what the sender calls the key, to name it when it is too long
 * @throws a 400 problem for a key that is too long.
 */
export function commandIdOf(key: string | null | undefined, named: string): Uuid {
  if (key == null || key.trim() === '') return randomUUID();
  if (key.length > KEY_LENGTH_MAX) {
    throw refusal([{ path: named, message: `must have at most ${KEY_LENGTH_MAX} characters` }]);
  }
  return UUID_SHAPE.test(key) ? key.toLowerCase() : derivedUuid('idempotency-key', key);
}
