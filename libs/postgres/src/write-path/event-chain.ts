import type { Floor } from '#allocation';
import { evolve } from '#allocation';
import type { DomainEvent, Instant } from '#contracts';
import { EVENT_SCHEMA_VERSIONS, derivedUuid, eventHash } from '#contracts';
import type { Decided } from './decided.js';
import type { OpenedBatch } from './rows.js';

/** Places a batch's events in their log partitions: dense seq, hash after hash. */
export class EventChain {
  private readonly seqs = new Map<number, number>();
  private readonly hashes = new Map<number, string>();

  constructor(
    heads: OpenedBatch['heads'],
    private readonly recordedAt: Instant,
  ) {
    for (const { partition, seq, hash } of heads) {
      this.seqs.set(partition, seq);
      this.hashes.set(partition, hash);
    }
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
      recordedAt: this.recordedAt,
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
