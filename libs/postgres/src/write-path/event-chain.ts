import type { Floor } from '#allocation';
import { evolve } from '#allocation';
import type { DomainEvent, Instant } from '#contracts';
import { EVENT_SCHEMA_VERSIONS, derivedUuid, eventHash } from '#contracts';
import type { Decided } from './decided.js';
import type { OpenedBatch } from './rows.js';

/**
 * Places a batch's events in their log partitions: dense seq, hash after hash, and dates that never
 * go back, though the clock that decides may.
 */
export class EventChain {
  private readonly seqs = new Map<number, number>();
  private readonly hashes = new Map<number, string>();
  private readonly recordedAts = new Map<number, Instant>();

  /** @param now of the batch, by the database's clock as it is. */
  constructor(heads: OpenedBatch['heads'], now: Instant) {
    for (const { partition, seq, hash, recordedAt } of heads) {
      this.seqs.set(partition, seq);
      this.hashes.set(partition, hash);
      this.recordedAts.set(partition, recordedAt !== null && recordedAt > now ? recordedAt : now);
    }
  }

  /** The date of what this batch records there: `now`, or that of the last event if it is later. */
  recordedAt(partition: number): Instant {
    return this.recordedAts.get(partition)!;
  }

  /** Gives an event its place and moves the floor by it. */
  record(decided: Decided, event: DomainEvent, floor: Floor): void {
    const { command, facts } = decided;
    const { partition } = floor;
    const seq = this.seqs.get(partition)! + 1;
    this.seqs.set(partition, seq);
    const fact = {
      ...event,
      id: derivedUuid(command.commandId, facts.length),
      partition,
      seq,
      recordedAt: this.recordedAt(partition),
      actor: command.actor,
      commandId: command.commandId,
    };
    facts.push(fact);
    evolve(floor, fact);
  }

  /** All events as rows. Once and last, because a refusal is amended until the batch is stored. */
  rowsOf(decided: Iterable<Decided>): object[] {
    const rows: object[] = [];
    for (const { command, facts } of decided) {
      for (const fact of facts) rows.push(this.link(command, fact));
    }
    return rows;
  }

  private link(command: Decided['command'], fact: Decided['facts'][number]): object {
    const { id, partition, seq, type, data, recordedAt, actor, commandId } = fact;
    const { venueId } = command;
    const correlationId = command.correlationId ?? null;
    const schemaVersion = EVENT_SCHEMA_VERSIONS[type];
    const envelope = { id, type, schemaVersion, venueId, partition, seq, recordedAt };
    const prevHash = this.hashes.get(partition)!;
    const event = { ...envelope, actor, commandId, correlationId, data };
    const hash = eventHash(prevHash, event as Parameters<typeof eventHash>[1]);
    this.hashes.set(partition, hash);
    const metadata = { actor, correlationId, traceparent: command.traceparent ?? null };
    return { ...envelope, data, metadata, commandId, prevHash, hash };
  }
}
