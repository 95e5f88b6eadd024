import { randomUUID } from 'node:crypto';
import type { CommandOutcome, HoldsView, HoldView } from '#contracts';
import { EXIT, VerbError } from '../exit.js';
import type { Exit } from '../exit.js';
import { findService } from '../find-service.js';
import type { Service } from '../find-service.js';
import { send } from '../service-client.js';
import { note, print, printJson } from '../terminal.js';
import type { HoldsAction, HoldsOptions } from '../usage/holds.js';

export async function run(
  action: HoldsAction,
  holdId: string | undefined,
  options: HoldsOptions,
): Promise<Exit | void> {
  if (action !== 'release') {
    const service = await findService(options);
    return action === 'list' ? list(service, options) : sweep(service, options);
  }
  if (holdId === undefined) throw new VerbError('USAGE', 'Say which hold to release.');
  if (options.reason === undefined) throw new VerbError('USAGE', 'Say why: --reason.');
  const released = await release(await findService(options), holdId, options);
  return released ? EXIT.ok : EXIT.failed;
}

async function list(service: Service, { venue, json }: HoldsOptions): Promise<void> {
  const holds = await holdsOf(service, venue);
  if (json) return printJson(holds);
  for (const hold of holds.live)
    await print(`live     ${lineOf(hold)}, ${hold.secondsLeft} s left`);
  for (const hold of holds.expired) await print(`expired  ${lineOf(hold)}`);
  if (holds.live.length + holds.expired.length === 0) note('nothing is held');
}

function lineOf({
  holdId,
  venueId,
  bookingId,
  tables,
  window,
  expiresAt,
  owner,
}: HoldView): string {
  const labels = tables.map(({ label }) => label).join('+');
  const whose = bookingId === null ? 'no booking' : `booking ${bookingId}`;
  const when = `${window.start} to ${window.end}`;
  return `${holdId} of ${venueId}: ${labels} ${when} for ${whose} by ${owner}, until ${expiresAt}`;
}

async function sweep(service: Service, { json }: HoldsOptions): Promise<void> {
  const swept = (await send(service, 'POST', '/api/operator/holds/sweep', '{}')) as {
    readonly expired: number;
  };
  await (json ? printJson(swept) : print(`${swept.expired} holds ended`));
}

async function release(
  service: Service,
  holdId: string,
  { reason, venue, json }: HoldsOptions,
): Promise<boolean> {
  const venueId = venue ?? (await venueOf(service, holdId));
  const command = {
    commandId: randomUUID(),
    type: 'ReleaseHold',
    venueId,
    data: { holdId, reason },
  };
  // As an array, so that a refusal is an outcome and no failure of the request.
  const answer = await send(service, 'POST', '/api/commands', JSON.stringify([command]));
  const [outcome] = answer as readonly CommandOutcome[];
  if (json) await printJson(outcome);
  else if (outcome!.status === 'accepted') await print(`${holdId} is released`);
  else note(`${outcome!.rejection?.code}: ${outcome!.rejection?.message}`);
  return outcome!.status === 'accepted';
}

async function venueOf(service: Service, holdId: string): Promise<string> {
  const { live, expired } = await holdsOf(service);
  const hold = [...live, ...expired].find((each) => each.holdId === holdId);
  if (hold !== undefined) return hold.venueId;
  throw new VerbError('HOLD_NOT_FOUND', `No hold ${holdId} is there; if it is over, say --venue.`);
}

async function holdsOf(service: Service, venueId?: string): Promise<HoldsView> {
  const query = venueId === undefined ? '' : `?venueId=${venueId}`;
  return (await send(service, 'GET', `/api/operator/holds${query}`, undefined)) as HoldsView;
}
