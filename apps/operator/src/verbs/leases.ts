import { userInfo } from 'node:os';
import { createPool, freeRelayLeases, readRelayHolders } from '#postgres';
import type { FreedLease, RelayLease, RelayMember } from '#postgres';
import { EXIT, VerbError } from '../exit.js';
import type { Exit } from '../exit.js';
import { findLogPartitions } from '../find-log.js';
import { findDatabase } from '../find-service.js';
import { note, print, printJson } from '../terminal.js';
import type { LeasesAction, LeasesOptions } from '../usage/leases.js';

type Pool = ReturnType<typeof createPool>;

export async function run(
  action: LeasesAction,
  partition: number | undefined,
  options: LeasesOptions,
): Promise<Exit | void> {
  const pool = createPool(await findDatabase(), { max: 1 });
  try {
    return await (action === 'list' ? list(pool, options) : free(pool, partition, options));
  } finally {
    await pool.end();
  }
}

async function list(pool: Pool, { json }: LeasesOptions): Promise<void> {
  const { leases, members } = await readRelayHolders(pool);
  if (json) return printJson({ leases, members });
  for (const lease of leases) await print(leaseLine(lease));
  for (const member of members) await print(memberLine(member));
  if (leases.length === 0) note('no process has relayed yet');
}

function leaseLine({ partition, owner, epoch, cursor, halted, secondsLeft }: RelayLease): string {
  const place = `published to ${cursor}, epoch ${epoch}`;
  if (owner === null) return `partition ${partition}: free; ${place}`;
  const line = `partition ${partition}: ${owner}, ${lasting(secondsLeft!)}; ${place}`;
  return halted === null ? line : `${line}; waits for people: ${halted}`;
}

function memberLine({ owner, secondsLeft }: RelayMember): string {
  return `process ${owner}: ${lasting(secondsLeft)}`;
}

function lasting(secondsLeft: number): string {
  const seconds = Math.abs(secondsLeft).toFixed(0);
  return secondsLeft < 0 ? `gone since ${seconds} s` : `${seconds} s left`;
}

async function free(
  pool: Pool,
  partition: number | undefined,
  { allOf: owner, reason, json }: LeasesOptions,
): Promise<Exit> {
  if ((partition === undefined) === (owner === undefined)) {
    throw new VerbError('USAGE', 'Say which partition to free, or of whom: --all-of.');
  }
  if (reason === undefined) throw new VerbError('USAGE', 'Say why: --reason.');
  const audit = { by: userInfo().username, reason };
  if (partition !== undefined) await expectPartition(pool, partition);
  const named = partition === undefined ? { owner: owner! } : { partition };
  const found = await freeRelayLeases(pool, named, audit);
  if (json) await printJson(found);
  else for (const lease of found) await print(freedLine(lease));
  if (found.length === 0 && !json) {
    note(owner === undefined ? 'no process has relayed yet' : `${owner} has no leases`);
  }
  return found.some(({ result }) => result === 'kept') ? EXIT.failed : EXIT.ok;
}

async function expectPartition(pool: Pool, partition: number): Promise<void> {
  const partitions = await findLogPartitions(pool);
  if (partition < partitions) return;
  const message = `There is no log partition ${partition}: they are 0 to ${partitions - 1}.`;
  throw new VerbError('LEASE_NOT_FOUND', message);
}

function freedLine({ partition, owner, result, secondsLeft }: FreedLease): string {
  if (result === 'free') return `partition ${partition}: free`;
  if (result === 'freed') return `partition ${partition}: freed, was of ${owner}`;
  const left = secondsLeft!.toFixed(0);
  const so = `${owner} has renewed it and it lasts ${left} s; stop that process, or wait so long`;
  return `partition ${partition}: kept; ${so}`;
}
