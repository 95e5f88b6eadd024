import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command, CommandOutcome, Flags } from '#contracts';
import { derivedUuid } from '#contracts';
import * as to from '../support/commands.js';
import { CASES, FLAG_COMBINATIONS, ruledBy } from '../support/flag-rules.js';
import type { Case, WayIn } from '../support/flag-rules.js';
import { idOf } from '../support/floor-plan.js';
import { call } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

/** One database; a venue of its own for each setting of the flags. */
let database: SqlVenue;

beforeAll(async () => {
  database = await openSqlVenue();
});
afterAll(async () => {
  expect(await database.differences()).toEqual([]);
  await database.close();
});

const WAYS: readonly WayIn[] = ['command', 'ops', 'hold', 'sql v1', 'sql v2'];
/** Each way in has a day of its own, and each case but the conflict an hour of it. */
const HOURS: Readonly<Record<Case, [start: string, end: string]>> = {
  taken: ['18:00', '19:00'],
  free: ['19:00', '20:00'],
  joined: ['20:00', '21:00'],
  apart: ['21:00', '22:00'],
};
const TABLES: Readonly<Record<Case, readonly string[]>> = {
  taken: ['T1'],
  free: ['T1'],
  joined: ['T1', 'T2'],
  apart: ['T1', 'T3'],
};
const windowOf = (way: WayIn, asked: Case) => {
  const day = `2026-12-0${WAYS.indexOf(way) + 1}`;
  const [start, end] = HOURS[asked];
  return { start: `${day}T${start}:00.000Z`, end: `${day}T${end}:00.000Z` };
};

/** What was asked came to, told as the rules tell it. */
class Venue {
  constructor(private readonly name: string) {}

  id(thing: string): string {
    return derivedUuid(this.name, idOf(thing));
  }

  async send(command: Command): Promise<CommandOutcome> {
    const here = to.inVenue(command, this.name);
    return database.writePath.submit({ ...here, commandId: randomUUID() });
  }

  async done(...commands: readonly Command[]): Promise<void> {
    const outcomes = await Promise.all(commands.map((command) => this.send(command)));
    expect(outcomes.map(({ rejection }) => rejection?.message)).toEqual(
      commands.map(() => undefined),
    );
  }

  /** A party at each hour of each day, somebody guarded where `taken` asks, and then the flags. */
  async open(flags: Flags): Promise<void> {
    await this.done(to.configure());
    await this.done(
      ...WAYS.flatMap((way) =>
        [...CASES, 'there' as const].map((asked) => {
          const { start, end } = windowOf(way, asked === 'there' ? 'taken' : asked);
          return to.register(`${way} ${asked}`, { startsAt: start, endsAt: end });
        }),
      ),
    );
    await this.done(...WAYS.map((way) => to.assign(`${way} there`, 'T1')));
    await this.done(...Object.entries(flags).map(([flag, value]) => to.flip(flag, value)));
  }

  async ask(way: WayIn, asked: Case): Promise<string> {
    const [booking, tables] = [`${way} ${asked}`, TABLES[asked]];
    const refusal = await this.take(way, booking, tables, windowOf(way, asked));
    return refusal ? `refused ${refusal}` : this.seating(this.id(booking));
  }

  /** The code of the refusal; undefined when the booking has the tables. */
  private async take(
    way: WayIn,
    booking: string,
    tables: readonly string[],
    { start, end }: { start: string; end: string },
  ): Promise<string | undefined> {
    const ids = tables.map((label) => this.id(label));
    if (way === 'sql v1' || way === 'sql v2') {
      const { pool } = database.database;
      const answer =
        way === 'sql v1'
          ? await call(pool, 'assign_tables_atomic($1, $2, $3)', [
              this.id(booking),
              ids,
              `[${start},${end})`,
            ])
          : await call(pool, 'assign_tables_atomic_v2($1, $2)', [this.id(booking), ids]);
      return answer.ok ? undefined : answer.refusal.code;
    }
    if (way !== 'hold') {
      const command = to.assign(booking, tables);
      const sent = way === 'ops' ? to.byOps(command) : command;
      return (await this.send(sent)).rejection?.code;
    }
    const held = await this.send(to.hold(`${booking} hold`, booking, tables));
    if (held.rejection) return held.rejection.code;
    return (await this.send(to.confirm(`${booking} hold`, booking))).rejection?.code;
  }

  private async seating(bookingId: string): Promise<string> {
    const { rows } = await database.database.pool.query<{ seating: string }>(
      `select case when bool_and(a.shadow) then 'shadow' when not bool_or(a.shadow) then 'guarded' end
              || coalesce((select distinct ', observed' from events e
                            where e.type = 'ShadowConflictObserved'
                              and e.data ->> 'bookingId' = $1::text), '')
              || coalesce((select ', warned of ' || string_agg(w ->> 'code', ' and ')
                             from events e, jsonb_array_elements(e.data -> 'warnings') w
                            where e.type = 'TablesAssigned' and e.data ->> 'bookingId' = $1::text), '')
                as seating
         from allocations a where a.booking_id = $1::uuid`,
      [bookingId],
    );
    return rows[0]!.seating;
  }
}

describe.each(FLAG_COMBINATIONS)('with %s on', (name, flags) => {
  test('whatever is asked, by whatever way, has the answer of the rules', async () => {
    const venue = new Venue(name);
    await venue.open(flags);
    const answers: Record<string, string> = {};
    const rules: Record<string, string> = {};
    for (const way of WAYS) {
      for (const asked of CASES) {
        rules[`${asked}, by ${way}`] = ruledBy(flags, way, asked);
        answers[`${asked}, by ${way}`] = await venue.ask(way, asked);
      }
    }
    expect(answers).toEqual(rules);
  });
});
