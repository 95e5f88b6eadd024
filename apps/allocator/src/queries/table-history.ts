import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { SPELL_EVENT_TYPES, TableHistory, hadTableAt, lastOfEach } from '#allocation';
import type { Instant, Spell, TableHistoryView, Uuid } from '#contracts';
import type { ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';

/** Most spells in one answer, and most events in memory. */
const SPELLS_MAX = 200;
const PAGE_EVENTS = 500;

export class ReadTableHistory extends Query<TableHistoryView> {
  constructor(
    readonly wanted: {
      readonly venueId: Uuid;
      readonly tableId: Uuid;
      readonly at: Instant | null;
      /** Null: now. */
      readonly asOf: Instant | null;
      /** Spells that begin after this seq of the log. */
      readonly after: number;
    },
  ) {
    super();
  }
}

/** Folds what the log says about one table; the log itself is the only source. */
@QueryHandler(ReadTableHistory)
export class ReadTableHistoryHandler implements IQueryHandler<ReadTableHistory> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  async execute({ wanted }: ReadTableHistory): Promise<TableHistoryView> {
    const { venueId, tableId, at, after } = wanted;
    const asOf = wanted.asOf ?? new Date().toISOString();
    const past: Spell[] = [];
    const history = new TableHistory(tableId, (spell) => {
      const isAsked = at === null ? spell.begun.seq > after : hadTableAt(spell, at, asOf);
      if (isAsked) keepFirst(past, spell);
    });
    await this.fold(history, wanted);
    const open = history.open();
    if (at !== null) {
      const had = [...past, ...open.filter((spell) => hadTableAt(spell, at, asOf))];
      const spells = lastOfEach(had);
      return { venueId, tableId, at, asOf, ...(await this.told(venueId, spells)), next: null };
    }
    const all = [...past, ...open.filter((spell) => spell.begun.seq > after)].sort(byBeginning);
    const spells = firstPage(all);
    const next = all.length > spells.length ? spells.at(-1)!.begun.seq : null;
    return { venueId, tableId, at, asOf, ...(await this.told(venueId, spells)), next };
  }

  /** With what a reader has to know of whom and what the spells name. */
  private async told(
    venueId: Uuid,
    spells: readonly Spell[],
  ): Promise<Pick<TableHistoryView, 'spells' | 'commands' | 'bookings'>> {
    const edges = spells.flatMap(({ begun, ended }) => (ended === null ? [begun] : [begun, ended]));
    const [commands, bookings] = await Promise.all([
      this.readModel.commandTypes(edges.map(({ commandId }) => commandId)),
      this.readModel.briefBookings(
        spells.map(({ bookingId }) => bookingId),
        venueId,
      ),
    ]);
    return { spells, commands, bookings };
  }

  private async fold(history: TableHistory, wanted: ReadTableHistory['wanted']): Promise<void> {
    for (let afterSeq = 0; ;) {
      const events = await this.readModel.readTableEvents({
        ...wanted,
        types: SPELL_EVENT_TYPES,
        afterSeq,
        limit: PAGE_EVENTS,
      });
      for (const event of events) history.apply(event);
      if (events.length < PAGE_EVENTS) return;
      afterSeq = events.at(-1)!.seq;
    }
  }
}

/** A page; a swap may begin two spells at once, which are not parted. */
function firstPage(spells: readonly Spell[]): readonly Spell[] {
  const together = spells[SPELLS_MAX]?.begun.seq === spells[SPELLS_MAX - 1]?.begun.seq;
  return spells.slice(0, together ? SPELLS_MAX + 1 : SPELLS_MAX);
}

/** Keeps a page and a little more, what begins first, so that a long life needs no more memory. */
function keepFirst(spells: Spell[], spell: Spell): void {
  spells.push(spell);
  if (spells.length <= 2 * SPELLS_MAX) return;
  spells.sort(byBeginning);
  spells.length = SPELLS_MAX + 2;
}

function byBeginning(a: Spell, b: Spell): number {
  return a.begun.seq - b.begun.seq;
}
