import type { Calendar, Floor, Reads, Venue, ZoneRefusal } from '#allocation';
import { decide, readsOf } from '#allocation';
import type { Command, CommandOutcome, DomainEvent, Flags, Instant, Uuid } from '#contracts';
import { commandFingerprint } from '#contracts';
import type { CalendarStore } from '../calendar/calendar-store.js';
import { BatchFloors, zonesOfVenues } from './batch-floors.js';
import type { BatchSession } from './batch-session.js';
import { changesOf } from './changes.js';
import type { Decided } from './decided.js';
import { outcomeOf, repeated, storedOutcome, timed } from './decided.js';
import { EventChain } from './event-chain.js';
import type { KnownVenues } from './known-venues.js';
import { rememberVenue } from './known-venues.js';
import { predictedReads } from './predicted-reads.js';
import { rejectionEvent } from './rejection-event.js';
import type { OpenedBatch, StoredOutcome } from './rows.js';
import { addAlternatives } from './suggestions.js';
import type { VenueReads } from './wanted.js';
import { wantedOf } from './wanted.js';

export interface BatchContext {
  readonly partitionOf: (venueId: Uuid) => number;
  readonly flagDefaults: Flags;
  readonly knownVenues: KnownVenues;
  readonly calendar: CalendarStore;
}

/**
 * One batch: opened, decided command after command in memory, stored, committed. Either all of its
 * commands are answered from what was committed, or it throws and nothing of it happened (except
 * that a lost connection leaves the commit in doubt; the commands' ids make the repeat harmless).
 */
export class Batch {
  private readonly outcomes = new Map<Uuid, StoredOutcome>();
  /** In the order of the batch. */
  private readonly decided = new Map<Uuid, Decided>();
  private floors!: BatchFloors;
  private now!: Instant;
  private chain!: EventChain;
  /** As they were when the opening was sent: other lanes may forget a venue meanwhile. */
  private readonly knownVenues = new Map<Uuid, Venue>();

  constructor(
    private readonly session: BatchSession,
    private readonly commands: readonly Command[],
    private readonly context: BatchContext,
  ) {}

  async run(): Promise<CommandOutcome[]> {
    await this.open();
    const answers: (() => CommandOutcome)[] = [];
    for (const [index, command] of this.commands.entries()) {
      answers.push(await this.answer(command, index));
    }
    if (this.decided.size === 0) {
      await this.session.rollback();
      return answers.map((answer) => answer());
    }
    const decided = [...this.decided.values()];
    await addAlternatives(decided, this.floors, (reads) => this.readMore(reads), this.now);
    const events = this.chain.rowsOf(decided);
    const outcomes = decided.map((each) => this.stored(each));
    await this.session.commit(events, outcomes, changesOf(this.floors.byVenue.values()));
    this.remember();
    this.session.notify();
    return answers.map((answer) => answer());
  }

  /** Reads what the commands need, as far as that can be told before anything was read. */
  private async open(): Promise<void> {
    const { partitionOf } = this.context;
    const venueIds = [...new Set(this.commands.map((command) => command.venueId))];
    for (const venueId of venueIds) {
      const venue = this.context.knownVenues.get(venueId);
      if (venue) this.knownVenues.set(venueId, venue);
    }
    const partitions = [...new Set(venueIds.map(partitionOf))].sort((a, b) => a - b);
    const refusals = await this.context.calendar.consider(this.commands.flatMap(zoneOf));
    const reads = predictedReads(this.commands, this.knownVenues);
    const opened = await this.session.open(partitions, {
      ...wantedOf(reads),
      commandIds: this.commands.map((command) => command.commandId),
      venues: venueIds.map((venueId) => ({
        venueId,
        version: this.knownVenues.get(venueId)?.version ?? null,
      })),
    });
    this.take(opened, reads, await this.calendarOf(opened, refusals));
  }

  /** The clocks as of this transaction, and what was found out about zones that are asked for. */
  private async calendarOf(
    opened: OpenedBatch,
    refusals: ReadonlyMap<string, ZoneRefusal>,
  ): Promise<Calendar> {
    const zones = zonesOfVenues(opened.venues, this.knownVenues);
    const calendar = await this.context.calendar.at(opened.calendar, zones);
    return refusals.size === 0 ? calendar : calendar.refusing(refusals);
  }

  private take(opened: OpenedBatch, reads: VenueReads, calendar: Calendar): void {
    const { partitionOf, flagDefaults } = this.context;
    this.now = opened.now;
    this.chain = new EventChain(opened.heads, opened.now);
    for (const stored of opened.outcomes ?? []) this.outcomes.set(stored.commandId, stored);
    this.floors = new BatchFloors(opened, partitionOf, this.knownVenues, flagDefaults, calendar);
    this.floors.absorb(opened.floors, reads);
  }

  private async answer(command: Command, index: number): Promise<() => CommandOutcome> {
    const fingerprint = commandFingerprint(command);
    const stored = this.outcomes.get(command.commandId);
    if (stored) return () => repeated(stored, fingerprint);
    const earlier = this.decided.get(command.commandId);
    if (earlier) return () => repeated(this.stored(earlier), fingerprint);

    await this.readMissing(index);
    const { floor } = this.floors.of(command.venueId);
    const startedAt = process.hrtime.bigint();
    const decision = decide(floor, command, this.now);
    const elapsedMicros = Number((process.hrtime.bigint() - startedAt) / 1000n);
    const decided: Decided = {
      command,
      fingerprint,
      decision: timed(decision, elapsedMicros),
      facts: [],
      contextVersion: null,
    };
    this.decided.set(command.commandId, decided);
    for (const event of eventsOf(decided, floor)) this.chain.record(decided, event, floor);
    decided.contextVersion = floor.contextVersion;
    return () => outcomeOf(decided);
  }

  private stored(decided: Decided): ReturnType<typeof storedOutcome> {
    const partition = this.context.partitionOf(decided.command.venueId);
    return storedOutcome(decided, this.chain.recordedAt(partition));
  }

  /** Reads whatever this command, and those after it as far as can be told, still lack. */
  private async readMissing(index: number): Promise<void> {
    // A read may reveal a further need (a hold, then its booking): twice, in the longest case.
    for (let round = 0; round < READ_ROUNDS_MAX; round++) {
      if (!this.missingFor(this.commands[index]!)) return;
      const reads: VenueReads = new Map();
      for (const command of this.commands.slice(index)) {
        const missing = this.missingFor(command);
        if (!missing) continue;
        const ofVenue = reads.get(command.venueId);
        if (ofVenue) ofVenue.push(missing);
        else reads.set(command.venueId, [missing]);
      }
      await this.readMore(reads);
    }
    throw new Error(`command ${this.commands[index]!.type} keeps needing more reads`);
  }

  private missingFor(command: Command): Reads | null {
    const { floor } = this.floors.of(command.venueId);
    return floor.coverage.missing(readsOf(floor, command, this.now));
  }

  private async readMore(reads: VenueReads): Promise<void> {
    this.floors.absorb(await this.session.read(wantedOf(reads)), reads);
  }

  private remember(): void {
    for (const { floor } of this.floors.byVenue.values()) {
      rememberVenue(this.context.knownVenues, floor);
    }
  }
}

const READ_ROUNDS_MAX = 4;

function zoneOf(command: Command): string[] {
  return command.type === 'ConfigureVenue' ? [command.data.timeZone] : [];
}

function eventsOf({ command, decision }: Decided, floor: Floor): readonly DomainEvent[] {
  return decision.kind === 'accepted'
    ? decision.events
    : [rejectionEvent(floor, command, decision)];
}
