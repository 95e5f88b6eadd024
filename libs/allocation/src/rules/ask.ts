import type { CommandEnvelope, CommandType, Instant } from '#contracts';
import type { Floor, Venue } from '../floor.js';

/**
 * A command in front of the floor it is decided on. Every rule takes one and answers a Decision.
 */
export interface Ask<T extends CommandType = CommandType> {
  readonly floor: Floor;
  readonly venue: Venue;
  readonly command: CommandEnvelope<T>;
  /** THE time of the decision; read after the venue's lock was taken. */
  readonly now: Instant;
  /** Whether conflicts refuse (see `isEnforcing`). */
  readonly enforcing: boolean;
}
