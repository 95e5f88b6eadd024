import type { CommandOutcome, FlagView } from '#contracts';
import { VerbError } from '../exit.js';
import { findService } from '../find-service.js';
import type { Service } from '../find-service.js';
import { send } from '../service-client.js';
import { print, printJson } from '../terminal.js';
import { FLAG_VALUES } from '../usage/flags.js';
import type { FlagsAction, FlagsOptions } from '../usage/flags.js';

export async function run(
  action: FlagsAction,
  flag: string | undefined,
  value: keyof typeof FLAG_VALUES | undefined,
  options: FlagsOptions,
): Promise<void> {
  if (action === 'list') return list(await findService(options), options);
  if (flag === undefined || value === undefined) {
    throw new VerbError('USAGE', 'Say which flag, and on, off or inherit.');
  }
  if (options.reason === undefined) throw new VerbError('USAGE', 'Say why: --reason.');
  await set(await findService(options), flag, FLAG_VALUES[value], options);
}

async function list(service: Service, { venue, json }: FlagsOptions): Promise<void> {
  const flags = await flagsOf(service, venue);
  if (json) return printJson(flags);
  for (const flag of flags) await print(lineOf(flag));
}

function lineOf({ flag, value, source, setBy, setAt, reason }: FlagView): string {
  const whence = source === 'env' ? 'environment' : `${source}, by ${setBy} at ${setAt}: ${reason}`;
  return `${flag.padEnd(35)} ${value ? 'on ' : 'off'}  ${whence}`;
}

async function set(
  service: Service,
  flag: string,
  value: boolean | null,
  { venue, reason, json }: FlagsOptions,
): Promise<void> {
  const body = JSON.stringify({
    value,
    reason,
    ...(venue === undefined ? {} : { venueId: venue }),
  });
  const outcome = (await send(service, 'PUT', `/api/flags/${flag}`, body)) as CommandOutcome;
  if (json) return printJson(outcome);
  const now = (await flagsOf(service, venue)).find((view) => view.flag === flag);
  await print(lineOf(now!));
}

async function flagsOf(service: Service, venueId?: string): Promise<readonly FlagView[]> {
  const query = venueId === undefined ? '' : `?venueId=${venueId}`;
  return (await send(service, 'GET', `/api/flags${query}`, undefined)) as FlagView[];
}
