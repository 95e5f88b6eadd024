import { Id, Reason, Shaped } from './fields.js';

/** What `GET /api/operator/holds` may be asked. */
export class HoldsQuery {
  @Id({ optional: true, description: 'Absent: every venue of the token; staff name one' })
  readonly venueId?: string;
}

/** The body of `POST /api/operator/parked/:venueId/resume` and `/drop`. */
export class ParkedRequest {
  @Shaped(/^[a-z][a-z0-9_-]{0,62}$/, 'the name of a projection', {
    optional: true,
    description: 'Absent: telemetry',
  })
  readonly projection?: string | null;

  @Reason({ description: 'Why; kept with who' })
  readonly reason!: string;
}
