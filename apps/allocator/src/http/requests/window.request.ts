import { ValidateIf } from 'class-validator';
import type { SentWindow } from '#contracts';
import { Time } from './fields.js';

/** Taken as it is: the buffers are the sender's business. */
export class WindowRequest implements SentWindow {
  @Time()
  readonly start!: string;

  /** Whether an open end (`null`) is allowed is decided by command. */
  @ValidateIf((_window, end) => end !== null)
  @Time({ description: 'null (open) is allowed for BlockTables only' })
  readonly end!: string | null;
}
