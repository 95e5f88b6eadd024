import type { Decision, Fact, Reads, Rejected, Venue, Wish } from '#allocation';
import {
  Floor,
  alternativeReads,
  decide,
  evolve,
  findAlternatives,
  isEnforcing,
  readsOf,
  registeredWindow,
  withAlternatives,
} from '#allocation';
import type {
  Command,
  CommandOutcome,
  DomainEvent,
  Flags,
  Instant,
  SelectionTrace,
  Uuid,
} from '#contracts';
import { EVENT_SCHEMA_VERSIONS, commandFingerprint, derivedUuid, eventHash } from '#contracts';
import { BatchFloors } from './batch-floors.js';
import type { BatchSession } from './batch-session.js';
import { changesOf } from './changes.js';
import { rejectionEvent } from './rejection-event.js';
import type { OpenedBatch, StoredOutcome } from './rows.js';
import type { VenueReads } from './wanted.js';
import { wantedOf } from './wanted.js';

export interface BatchContext {
  readonly partitionOf: (venueId: Uuid) => number;
  readonly flagDefaults: Flags;
  /** Configurations seen before, by venue: checked by version at every opening, kept between batches. */
  readonly knownVenues: Map<Uuid, Venue>;
}

/** A command of the batch with what it led to. */
interface Decided {
  readonly command: Command;
  readonly fingerprint: string;
  decision: Decision;
  facts: (Fact & { readonly id: Uuid; readonly partition: number })[];
  contextVersion: string | null;
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
  private readonly heads = new Map<number, { seq: number; hash: string }>();
  private floors!: BatchFloors;
  private now!: Instant;
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
    await this.addAlternatives();
    const events = this.chain();
    const outcomes = [...this.decided.values()].map((decided) => this.stored(decided));
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
    const reads = this.predictedReads(venueIds);
    const opened = await this.session.open(partitions, {
      ...wantedOf(reads),
      commandIds: this.commands.map((command) => command.commandId),
      venues: venueIds.map((venueId) => ({
        venueId,
        version: this.knownVenues.get(venueId)?.version ?? null,
      })),
    });
    this.take(opened, reads);
  }

  private take(opened: OpenedBatch, reads: VenueReads): void {
    const { partitionOf, flagDefaults } = this.context;
    this.now = opened.now;
    for (const { partition, seq, hash } of opened.heads) this.heads.set(partition, { seq, hash });
    for (const stored of opened.outcomes ?? []) this.outcomes.set(stored.commandId, stored);
    this.floors = new BatchFloors(opened, partitionOf, this.knownVenues, flagDefaults);
    this.floors.absorb(opened.floors, reads);
  }

  /**
   * A booking that this batch registers and then seats has no row to tell its window yet; the venue's
   * known policy does. A wrong prediction costs a further read, never a wrong decision.
   */
  private predictedReads(venueIds: readonly Uuid[]): VenueReads {
    const sketches = new Map<Uuid, Floor>();
    for (const venueId of venueIds) {
      const sketch = new Floor(venueId, 0);
      sketch.venue = this.knownVenues.get(venueId) ?? null;
      sketches.set(venueId, sketch);
    }
    for (const command of this.commands) {
      if (command.type !== 'RegisterBooking') continue;
      const sketch = sketches.get(command.venueId)!;
      const window = registeredWindow(sketch, command.data);
      const booking = { bookingId: command.data.bookingId, window, released: null };
      if (window) sketch.bookings.set(booking.bookingId, booking as never);
    }
    const reads: VenueReads = new Map(venueIds.map((venueId) => [venueId, []]));
    for (const command of this.commands) {
      reads.get(command.venueId)!.push(readsOf(sketches.get(command.venueId)!, command));
    }
    return reads;
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
    for (const event of this.eventsOf(decided)) this.record(decided, event, floor);
    decided.contextVersion = floor.contextVersion;
    return () => this.stored(decided).outcome;
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
    return floor.coverage.missing(readsOf(floor, command));
  }

  private async readMore(reads: VenueReads): Promise<void> {
    this.floors.absorb(await this.session.read(wantedOf(reads)), reads);
  }

  private eventsOf({ command, decision }: Decided): readonly DomainEvent[] {
    if (decision.kind === 'accepted') return decision.events;
    return [rejectionEvent(this.floors.of(command.venueId).floor, command, decision)];
  }

  private record(decided: Decided, event: DomainEvent, floor: Floor): void {
    const { command, facts } = decided;
    const head = this.heads.get(floor.partition)!;
    head.seq += 1;
    const fact = {
      ...event,
      id: derivedUuid(command.commandId, facts.length),
      partition: floor.partition,
      seq: head.seq,
      recordedAt: this.now,
      actor: command.actor,
      commandId: command.commandId,
    };
    facts.push(fact);
    evolve(floor, fact);
  }

  /** What would work now: judged at the end of the batch, which is when the answer is given. */
  private async addAlternatives(): Promise<void> {
    const seeking = [...this.decided.values()].flatMap((decided) => {
      const { decision, command } = decided;
      const { floor } = this.floors.of(command.venueId);
      if (decision.kind !== 'rejected' || !decision.wish || !floor.venue) return [];
      return [{ decided, rejected: decision, wish: decision.wish, floor, venue: floor.venue }];
    });
    const reads: VenueReads = new Map();
    for (const { floor, wish } of seeking) {
      const missing = floor.coverage.missing(alternativeReads(wish));
      if (!missing) continue;
      reads.set(floor.venueId, [...(reads.get(floor.venueId) ?? []), missing]);
    }
    if (reads.size > 0) await this.readMore(reads);
    const found = new Map<string, ReturnType<typeof findAlternatives>>();
    for (const { decided, rejected, wish, floor, venue } of seeking) {
      const key = `${floor.venueId}${decided.command.route ?? ''}${wishKey(floor, wish)}`;
      const enforcing = isEnforcing(floor.flags, decided.command.route);
      const alternatives =
        found.get(key) ?? findAlternatives(floor, venue, wish, this.now, enforcing);
      found.set(key, alternatives);
      this.amend(decided, withAlternatives(rejected, alternatives), floor);
    }
  }

  private amend(decided: Decided, rejected: Rejected, floor: Floor): void {
    decided.decision = rejected;
    const { data } = rejectionEvent(floor, decided.command, rejected);
    decided.facts = decided.facts.map((fact) => ({ ...fact, data }) as typeof fact);
  }

  /** The events as rows, linked into their partition's hash chain. */
  private chain(): object[] {
    const opened = new Map<number, string>();
    for (const [partition, { hash }] of this.heads) opened.set(partition, hash);
    return [...this.decided.values()].flatMap(({ command, facts }) =>
      facts.map((fact) => {
        const { id, partition, seq, type, data, recordedAt, actor, commandId } = fact;
        const { venueId } = command;
        const correlationId = command.correlationId ?? null;
        const schemaVersion = EVENT_SCHEMA_VERSIONS[type];
        const envelope = { id, type, schemaVersion, venueId, partition, seq, recordedAt };
        const prevHash = opened.get(partition)!;
        const event = { ...envelope, actor, commandId, correlationId, data };
        const hash = eventHash(prevHash, event as Parameters<typeof eventHash>[1]);
        opened.set(partition, hash);
        const metadata = { actor, correlationId, traceparent: command.traceparent ?? null };
        return { ...envelope, data, metadata, commandId, prevHash, hash };
      }),
    );
  }

  private stored({ command, fingerprint, decision, facts, contextVersion }: Decided) {
    const { commandId, venueId, type } = command;
    const events = facts.map(({ id, type, partition, seq }) => ({ id, type, partition, seq }));
    const common = { commandId, duplicate: false, events, contextVersion };
    const outcome: CommandOutcome =
      decision.kind === 'accepted'
        ? { ...common, status: 'accepted', warnings: decision.warnings }
        : { ...common, status: 'rejected', rejection: decision.rejection, warnings: [] };
    return { commandId, venueId, type, fingerprint, outcome, recordedAt: this.now };
  }

  private remember(): void {
    const { knownVenues } = this.context;
    for (const [venueId, { floor }] of this.floors.byVenue) {
      if (!floor.venue) continue;
      // Re-inserting keeps the map in order of use, so that the first is the one to forget.
      knownVenues.delete(venueId);
      knownVenues.set(venueId, floor.venue);
      if (knownVenues.size > KNOWN_VENUES_MAX) {
        knownVenues.delete(knownVenues.keys().next().value!);
      }
    }
  }
}

const READ_ROUNDS_MAX = 4;
const KNOWN_VENUES_MAX = 1_000;

/** The same for wishes that the same alternatives meet: what a booking has is free to it alone. */
function wishKey(floor: Floor, wish: Wish): string {
  const { bookingId, ...rest } = wish;
  const own = bookingId !== null && floor.claims.ownedBy(bookingId).length > 0;
  return JSON.stringify(own ? wish : rest);
}

/** The stored answer again, or the refusal of another content under the same id. */
function repeated(stored: Omit<StoredOutcome, 'venueId'>, fingerprint: string): CommandOutcome {
  if (stored.fingerprint === fingerprint) return { ...stored.outcome, duplicate: true };
  return {
    commandId: stored.commandId,
    status: 'rejected',
    duplicate: false,
    events: [],
    contextVersion: null,
    rejection: {
      code: 'IDEMPOTENCY_MISMATCH',
      message: 'this command id was used for a command with another content; make a new id',
      checks: [],
      blockers: [],
      alternatives: [],
    },
    warnings: [],
  };
}

/** Puts the time of the choice into its trace: the domain has no clock. */
function timed(decision: Decision, elapsedMicros: number): Decision {
  const stamp = (trace: SelectionTrace | null) => (trace ? { ...trace, elapsedMicros } : null);
  if (decision.kind === 'rejected') return { ...decision, trace: stamp(decision.trace) };
  const events = decision.events.map((event) =>
    event.type === 'TablesAssigned'
      ? { ...event, data: { ...event.data, trace: stamp(event.data.trace) } }
      : event,
  );
  return { ...decision, events };
}
