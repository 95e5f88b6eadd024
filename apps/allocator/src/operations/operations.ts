import type { HoldsView, LagView, ParkedVenueView, Uuid } from '#contracts';
import {
  listHolds,
  listParkedVenues,
  Parking,
  readAlerts,
  readLag,
  UnreadWatch,
  whenAvailable,
} from '#postgres';
import type { Audit, createPool, DroppedEvent, ParkedVenue, Resumed } from '#postgres';
import { alertViews } from '#telemetry';
import type { AlertsReading } from '#telemetry';

/** The parked venues of one projection, whatever its rows are. */
export type ProjectionParking = Pick<Parking<never>, 'resume' | 'drop'>;

export interface OperationsOptions {
  readonly pool: ReturnType<typeof createPool>;
  readonly partitions: number;
  /** By projection. */
  readonly parkings: ReadonlyMap<string, ProjectionParking>;
  /** Gives every lapsed hold its end; answers how many got it. */
  readonly sweepHolds: () => Promise<number>;
}

const HOLDS_MAX = 1_000;
const PARKED_MAX = 1_000;

/**
 * What operators look at and do about it. Fails with an `UnavailableError` while the database is
 * away.
 */
export class Operations {
  private readonly unread = new UnreadWatch();

  constructor(private readonly options: OperationsOptions) {}

  /** Every alert as it was found last, by whichever process has the role alerts. */
  async alerts(): Promise<AlertsReading> {
    const { alerts, now } = await whenAvailable(readAlerts(this.options.pool));
    return { alerts: alertViews(alerts, now), now };
  }

  async lag(): Promise<LagView> {
    const { pool, partitions } = this.options;
    const lags = await whenAvailable(readLag(pool, partitions));
    const ahead = this.unread.look(
      lags.flatMap((lag) => lag.ahead),
      performance.now(),
    );
    return {
      readers: lags.map(({ reader: name, events, waitingSeconds }) => ({
        name,
        events,
        seconds: Math.max(waitingSeconds, ahead.get(name) ?? 0),
      })),
      serverNow: new Date().toISOString(),
    };
  }

  /** @param venueIds null: of all venues. */
  holds(venueIds: readonly Uuid[] | null): Promise<HoldsView> {
    return whenAvailable(listHolds(this.options.pool, venueIds, HOLDS_MAX));
  }

  sweepHolds(): Promise<number> {
    return this.options.sweepHolds();
  }

  async parked(): Promise<readonly ParkedVenueView[]> {
    return (await whenAvailable(listParkedVenues(this.options.pool, PARKED_MAX))).map(parkedView);
  }

  /** Null: nothing of the venue is parked there. */
  async resume(projection: string, venueId: Uuid, audit: Audit): Promise<Resumed | null> {
    const parking = await this.parkingOf(projection, venueId);
    return parking === null ? null : whenAvailable(parking.resume(venueId, audit));
  }

  /** Null: nothing of the venue is parked there. */
  async drop(projection: string, venueId: Uuid, audit: Audit): Promise<DroppedEvent | null> {
    const parking = await this.parkingOf(projection, venueId);
    return parking === null ? null : whenAvailable(parking.drop(venueId, audit));
  }

  private async parkingOf(projection: string, venueId: Uuid): Promise<ProjectionParking | null> {
    const parked = await this.parked();
    const isParked = parked.some(
      (each) => each.projection === projection && each.venueId === venueId,
    );
    return isParked ? (this.options.parkings.get(projection) ?? null) : null;
  }
}

function parkedView(parked: ParkedVenue): ParkedVenueView {
  const { projection, venueId, venueName, events, partition, seq, eventId: id, type } = parked;
  return {
    projection,
    venueId,
    venueName,
    events,
    error: parked.error ?? 'What stood in the way was dropped: resume the venue.',
    since: parked.parkedAt,
    first: { id, type, partition, seq },
  };
}
