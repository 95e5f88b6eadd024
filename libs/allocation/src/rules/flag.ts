import type { CommandEnvelope } from '#contracts';
import { FLAG_NAMES, GLOBAL_VENUE_ID } from '#contracts';
import type { Decision } from '../decision.js';
import { accept, reject } from '../decision.js';
import type { Floor } from '../floor.js';

/** Flips a flag for one venue or for all; the flip is an event, with who and why. */
export function setFlag(floor: Floor, command: CommandEnvelope<'SetFlag'>): Decision {
  const { flag, value, scope, reason } = command.data;
  if (!FLAG_NAMES.some((name) => name === flag)) {
    return reject('FLAG_UNKNOWN', `there is no flag ${flag}; there are ${FLAG_NAMES.join(', ')}`, {
      flag,
    });
  }
  if ((scope === 'global') !== (command.venueId === GLOBAL_VENUE_ID)) {
    const message = `venueId: a global flag is set on venue ${GLOBAL_VENUE_ID}, a venue's on the venue`;
    return reject('PAYLOAD_INVALID', message, { fields: [{ path: 'venueId', message }] });
  }
  const overrides = scope === 'global' ? floor.globalFlags : floor.venueFlags;
  const previous = overrides.get(flag)?.value ?? null;
  if (previous === value) return accept();
  return accept([{ type: 'FlagSet', data: { flag, value, previous, scope, reason } }]);
}
