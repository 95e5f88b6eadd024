import { randomUUID } from 'node:crypto';
import type { CommandData, CommandOutcome, CommandType, Policy, Uuid } from '#contracts';
import { bistro, envelope, wish } from '../bistro.js';
import { until } from '../until.js';
import type { OnCall } from './on-call.js';

/** Guests of one bistro on a service that somebody is on call for; each party on a day of its own. */
export class BistroOnCall {
  readonly venue: ReturnType<typeof bistro>;
  private days = 0;

  constructor(
    private readonly onCall: OnCall,
    policy: Partial<Policy> = {},
  ) {
    const venue = bistro();
    this.venue = { ...venue, policy: { ...venue.policy, ...policy } };
  }

  get venueId(): Uuid {
    return this.venue.venueId;
  }

  table(label: string): Uuid {
    return this.venue.tables.find((table) => table.label === label)!.id;
  }

  async open(): Promise<this> {
    const path = `/api/venues/${this.venueId}`;
    const { status } = await this.onCall.request('PUT', path, this.onCall.tokens.admin, this.venue);
    if (status !== 200) throw new Error(`the bistro cannot open: ${status}`);
    return this;
  }

  async send<T extends CommandType>(type: T, data: CommandData[T]): Promise<CommandOutcome> {
    const [outcome] = await this.sendAll([envelope(type, this.venueId, data)]);
    return outcome!;
  }

  private async sendAll(commands: readonly object[]): Promise<readonly CommandOutcome[]> {
    const token = this.onCall.tokens.admin;
    const answer = await this.onCall.request('POST', '/api/commands', token, commands);
    if (answer.status === 200) return answer.body as CommandOutcome[];
    throw new Error(`the commands are not answered: ${JSON.stringify(answer)}`);
  }

  /** The same, to be accepted. */
  async done<T extends CommandType>(type: T, data: CommandData[T]): Promise<CommandOutcome> {
    const outcome = await this.send(type, data);
    if (outcome.status === 'accepted') return outcome;
    throw new Error(`${type} is refused: ${JSON.stringify(outcome.rejection)}`);
  }

  /** A party of two at half past seven of a day that nobody else comes, or of that one. */
  async party(startsAt = this.evening(), endsAt: string | null = null): Promise<Uuid> {
    const bookingId = randomUUID();
    await this.done('RegisterBooking', { ...wish(bookingId, startsAt), endsAt });
    return bookingId;
  }

  evening(): string {
    const day = new Date(Date.UTC(2027, 0, 1 + this.days++)).toISOString().slice(0, 10);
    return `${day}T19:30`;
  }

  async seated(label: string, startsAt?: string): Promise<Uuid> {
    const bookingId = await this.party(startsAt);
    await this.done('AssignTables', { bookingId, tableIds: [this.table(label)] });
    return bookingId;
  }

  async held(label: string, startsAt?: string): Promise<{ bookingId: Uuid; holdId: Uuid }> {
    const bookingId = await this.party(startsAt);
    const holdId = randomUUID();
    const tableIds = [this.table(label)];
    await this.done('HoldTables', { holdId, bookingId, tableIds, ttlSeconds: 300 });
    return { bookingId, holdId };
  }

  /** Holds whose time ran out a minute ago. */
  async lapsed(count: number): Promise<void> {
    const commands = Array.from({ length: count }, () => {
      const [bookingId, holdId] = [randomUUID(), randomUUID()];
      const hold = { holdId, bookingId, tableIds: [this.table('T1')], ttlSeconds: 300 };
      return [
        envelope('RegisterBooking', this.venueId, wish(bookingId, this.evening())),
        envelope('HoldTables', this.venueId, hold),
      ];
    });
    const outcomes = await this.sendAll(commands.flat());
    if (outcomes.some(({ status }) => status !== 'accepted')) throw new Error('not all are held');
    await this.onCall.database.pool.query(
      `update table_holds set expires_at = now() - interval '1 minute'`,
    );
  }

  /** Two parties for one table of an evening: who has it, and who was refused it so many times. */
  async conflict(times = 1): Promise<{ winner: Uuid; loser: Uuid }> {
    const startsAt = this.evening();
    const winner = await this.seated('T1', startsAt);
    const loser = await this.party(startsAt);
    for (let n = 0; n < times; n++) {
      await this.send('AssignTables', { bookingId: loser, tableIds: [this.table('T1')] });
    }
    return { winner, loser };
  }

  /** Resolves when telemetry has so many rows that are so. */
  async told(where: string, count: number): Promise<void> {
    const query = `select count(*)::integer as n from observability_events where ${where}`;
    await until(async () => {
      const { rows } = await this.onCall.database.pool.query<{ n: number }>(query);
      return rows[0]!.n >= count;
    });
  }
}
