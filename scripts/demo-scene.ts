import { randomUUID } from 'node:crypto';
import type { CommandData, CommandType, Timeline, TimelineBooking, Uuid } from '#contracts';
import type { TokenIssuer, TokenRole } from '#platform';
import type { Host } from '../test/support/browser.js';

/** The demo's evening, with what somebody at work would have left on the screens. */
export interface Scene {
  readonly host: Host;
  /** Somebody who comes later, with a table. */
  readonly expected: TimelineBooking;
  /** A table that several have tonight, and one that others have while these want to sit. */
  readonly tableId: Uuid;
  readonly takenTable: string;
}

/** Two tables are held, and a flag was flipped. */
export async function setTheScene(url: string, issuer: TokenIssuer): Promise<Scene> {
  const as = (subject: string, role: TokenRole): Promise<string> =>
    issuer.issue({ subject, roles: [role], venues: '*' });
  const call = async <T>(
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${await response.text()}`);
    return (await response.json()) as T;
  };
  const operator = await as('Noor', 'operator');
  const staff = await as('Sam', 'staff');
  const [venue] = await call<{ venueId: Uuid }[]>(staff, 'GET', '/api/venues');
  const { venueId } = venue!;
  const send = <T extends CommandType>(
    type: T,
    data: CommandData[T],
    by = 'Sam',
  ): Promise<unknown> =>
    call(staff, 'POST', '/api/commands', {
      commandId: randomUUID(),
      type,
      venueId,
      actor: { kind: 'staff', id: by },
      data,
    });
  const timeline = (): Promise<Timeline> =>
    call(staff, 'GET', `/api/ops/tables/timeline?venueId=${venueId}`);

  const { serverNow } = await timeline();
  const walkIn = async (name: string, partySize: number, inMinutes: number, by: string) => {
    const bookingId = randomUUID();
    const startsAt = new Date(Date.parse(serverNow) + inMinutes * 60_000).toISOString();
    const booking = { bookingId, partySize, startsAt, status: 'pending', metadata: { name } };
    await send('RegisterBooking', booking as CommandData['RegisterBooking']);
    await send('HoldBest', { holdId: randomUUID(), bookingId, ttlSeconds: 600 }, by);
  };
  await walkIn('Delgado', 2, 90, 'Sam');
  await walkIn('Ferreira', 4, 105, 'Kim');
  await call(operator, 'PUT', '/api/flags/FEATURE_ALLOCATOR_MERGES_ENABLED', {
    value: true,
    venueId,
    reason: 'The terrace is joined up again after the wedding',
  });
  const host = { url, token: (role: TokenRole) => as(role === 'staff' ? 'Sam' : 'Noor', role) };
  return { host, ...chosen(await timeline()) };
}

function chosen({ rows, serverNow }: Timeline): Pick<Scene, 'expected' | 'tableId' | 'takenTable'> {
  const soon = new Date(Date.parse(serverNow) + 10 * 60_000).toISOString();
  const [expected] = rows
    .flatMap(({ segments }) => segments)
    .filter(
      ({ booking, tables }) =>
        booking?.status === 'confirmed' && tables.length === 1 && booking.startsAt > soon,
    )
    .sort((a, b) => Math.abs(a.booking!.partySize - 4) - Math.abs(b.booking!.partySize - 4));
  if (expected === undefined) throw new Error('nobody comes later to a single table');
  const taken = rows.find(({ segments }) =>
    segments.some(
      ({ bookingId, window }) =>
        bookingId !== null &&
        bookingId !== expected.bookingId &&
        window.start < expected.window.end! &&
        expected.window.start < window.end!,
    ),
  )!;
  const busiest = [...rows].sort((a, b) => b.segments.length - a.segments.length)[0]!;
  return {
    expected: expected.booking!,
    tableId: busiest.table.id,
    takenTable: taken.table.label,
  };
}
