import type {
  EventType,
  Instant,
  RecordedEvent,
  Seating,
  Spell,
  SpellEdge,
  TableRef,
  Uuid,
} from '#contracts';

type Begun = Omit<Spell, 'ended'>;

/** The events that can begin or end a spell; each names every table that it concerns. */
export const SPELL_EVENT_TYPES = [
  'HoldPlaced',
  'HoldExtended',
  'HoldConfirmed',
  'HoldReleased',
  'HoldExpired',
  'TablesAssigned',
  'TablesUnassigned',
  'BookingMoved',
  'BookingsSwapped',
  'StayExtended',
  'AllocationImported',
  'AllocationPromoted',
  'TablesBlocked',
  'TablesUnblocked',
] as const satisfies readonly EventType[];

/** Folds a venue's events, in their order, into the spells of one table. */
export class TableHistory {
  private readonly live = new Map<Uuid, Begun>();

  /** @param onEnd told of every spell that is over. */
  constructor(
    private readonly tableId: Uuid,
    private readonly onEnd: (spell: Spell) => void = () => undefined,
  ) {}

  /** The spells that have not ended, in the order of their beginning. */
  open(): readonly Spell[] {
    return [...this.live.values()].map((spell) => ({ ...spell, ended: null }));
  }

  apply(event: RecordedEvent): void {
    const edge = edgeOf(event);
    switch (event.type) {
      case 'HoldPlaced':
        if (this.isAmong(event.data.tables)) this.begin(holdSpell(event.data, edge));
        return;
      case 'HoldExtended': {
        const hold = this.live.get(event.data.holdId);
        if (hold) this.live.set(hold.id, { ...hold, expiresAt: event.data.expiresAt });
        return;
      }
      case 'HoldConfirmed':
      case 'HoldReleased':
      case 'HoldExpired':
        return this.end(event.data.holdId, edge);
      case 'TablesAssigned':
      case 'AllocationImported':
      case 'AllocationPromoted':
        return this.seat(event.data.bookingId, event.data, edge);
      case 'TablesUnassigned':
        return this.seat(event.data.bookingId, event.data.remaining, edge);
      case 'BookingMoved':
      case 'StayExtended':
        return this.seat(event.data.bookingId, event.data.to, edge);
      case 'BookingsSwapped':
        this.seat(event.data.a.bookingId, event.data.a.to, edge);
        return this.seat(event.data.b.bookingId, event.data.b.to, edge);
      case 'TablesBlocked':
        if (this.isAmong(event.data.tables)) this.begin(blockSpell(event.data, edge));
        return;
      case 'TablesUnblocked':
        if (this.isAmong(event.data.tables)) this.end(event.data.blockId, edge);
        return;
      default:
        return;
    }
  }

  private seat(bookingId: Uuid, seating: Seating | null, edge: SpellEdge): void {
    if (seating === null || !this.isAmong(seating.tables)) return this.end(bookingId, edge);
    const { window, shadow } = seating;
    const before = this.live.get(bookingId);
    const same =
      before?.window.start === window.start &&
      before.window.end === window.end &&
      before.shadow === shadow;
    if (same) return;
    this.end(bookingId, edge);
    const owner = { kind: 'assignment', id: bookingId, bookingId } as const;
    this.begin({ ...owner, window, shadow, expiresAt: null, reason: null, begun: edge });
  }

  private isAmong(tables: readonly TableRef[]): boolean {
    return tables.some(({ tableId }) => tableId === this.tableId);
  }

  private begin(spell: Begun): void {
    this.live.set(spell.id, spell);
  }

  private end(id: Uuid, edge: SpellEdge): void {
    const spell = this.live.get(id);
    if (spell === undefined) return;
    this.live.delete(id);
    this.onEnd({ ...spell, ended: edge });
  }
}

/**
 * Whether a spell had the table at an instant, as was known `asOf`. What was given up had it until
 * then: guests who left early did sit there. A hold had it until it lapsed, swept or not; one that
 * was confirmed gave way to its assignment.
 */
export function hadTableAt(spell: Spell, at: Instant, asOf: Instant): boolean {
  const { window, ended } = spell;
  if (ended?.eventType === 'HoldConfirmed') return false;
  const over = overAt(spell, asOf);
  if (over !== null && over <= at) return false;
  return window.start <= at && (window.end === null || at < window.end);
}

/** Of the spells that had a table at one instant, the last of each owner: it tells the most. */
export function lastOfEach(spells: readonly Spell[]): readonly Spell[] {
  const lasts = new Map<Uuid, Spell>();
  for (const spell of [...spells].sort((a, b) => a.begun.seq - b.begun.seq)) {
    lasts.delete(spell.id);
    lasts.set(spell.id, spell);
  }
  return [...lasts.values()];
}

/** When a spell was over, as known `asOf`; null: not yet. */
function overAt({ expiresAt, ended }: Spell, asOf: Instant): Instant | null {
  const lapsed = expiresAt !== null && expiresAt <= asOf ? expiresAt : null;
  if (ended === null || lapsed === null) return ended?.recordedAt ?? lapsed;
  return ended.recordedAt < lapsed ? ended.recordedAt : lapsed;
}

function edgeOf({ recordedAt, seq, type, commandId, actor }: RecordedEvent): SpellEdge {
  return { recordedAt, seq, eventType: type, commandId, actor };
}

type DataOf<T extends EventType> = Extract<RecordedEvent, { type: T }>['data'];

function holdSpell(data: DataOf<'HoldPlaced'>, begun: SpellEdge): Begun {
  const { holdId, bookingId, window, shadow, expiresAt } = data;
  return { kind: 'hold', id: holdId, bookingId, window, shadow, expiresAt, reason: null, begun };
}

function blockSpell(data: DataOf<'TablesBlocked'>, begun: SpellEdge): Begun {
  const { blockId: id, window, shadow, reason } = data;
  return { kind: 'block', id, bookingId: null, window, shadow, expiresAt: null, reason, begun };
}
