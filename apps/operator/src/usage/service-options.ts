import { Option } from 'commander';
import type { Command } from 'commander';

export interface ServiceOptions {
  readonly url?: string;
  readonly token?: string;
  readonly as?: TokenName;
}

export type TokenName = 'admin' | 'operator' | 'staff' | 'analyst' | 'booking-system';
const TOKEN_NAMES: readonly TokenName[] = [
  'admin',
  'operator',
  'staff',
  'analyst',
  'booking-system',
];

/** The options of every verb that talks to a service. */
export function withService(command: Command): Command {
  return command
    .option('--url <url>', 'the service; without it, the one that runs on DATA_DIR')
    .option('--token <token>', 'a bearer token; without it, one of DATA_DIR/runtime.json')
    .addOption(
      new Option('--as <role>', 'which token of runtime.json')
        .choices(TOKEN_NAMES)
        .default('admin'),
    );
}
