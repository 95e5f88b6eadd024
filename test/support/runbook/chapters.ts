/** Where the runbooks are, and the two older texts that this service promises to make true. */
export const RUNBOOK_FOLDERS = ['docs/runbooks', 'test/data/runbooks'] as const;

const DOCS = 'docs/runbooks';
export const OLDER_ALLOCATIONS = 'test/data/runbooks/000_92776dd98c4c36e6.txt';
export const OLDER_INCIDENTS = 'test/data/runbooks/001_3c832f5b48b75226.txt';

/**
 * Which specification runs which chapters. Every chapter with something to type is in exactly one
 * (`test/unit/runbooks.spec.ts`), and each specification runs everything in its own.
 */
export const CHAPTERS: {
  readonly [spec: string]: { readonly [file: string]: readonly string[] };
} = {
  'runbook-incidents': {
    [`${DOCS}/README.md`]: ['Runbooks', 'Where to stand', 'Names in older runbooks'],
    [`${DOCS}/incidents.md`]: [
      'Incidents',
      'Lock contention',
      'Hold expiry backlog',
      'Conflict spikes',
      'Oldest transaction',
      'Commands unanswered',
      'Commands set aside',
      'Calendar differences',
      'Overstay',
    ],
  },
  'runbook-projections': {
    [`${DOCS}/incidents.md`]: [
      'Telemetry insert failures',
      'Projection lag',
      'Projection stopped',
      'Parked venues',
      'Mirror differences',
    ],
  },
  'runbook-procedures': {
    [`${DOCS}/procedures.md`]: [
      'Release a hold',
      'Flags',
      'What a booking has',
      'Verify and repair',
      'Telemetry recovery',
      'A clock that stepped',
    ],
  },
  'runbook-kafka': {
    [`${DOCS}/incidents.md`]: ['Relay lag'],
    [`${DOCS}/procedures.md`]: ['A lost Kafka', 'A process that died'],
  },
  'runbook-kafka-set-aside': {
    [`${DOCS}/incidents.md`]: ['Relay halted', 'Commands waiting'],
    [`${DOCS}/procedures.md`]: ['Dead letters'],
  },
  'runbook-rollout': {
    [`${DOCS}/rollout.md`]: [
      '1. Migrate',
      '2. Check',
      '3. Backfill',
      '4. Observe',
      '5. Enforce',
      '6. Watch',
      'Rollback',
    ],
  },
  'runbook-older-allocations': {
    [OLDER_ALLOCATIONS]: ['Deployment Steps', 'Rollback'],
  },
  'runbook-older-incidents': {
    [OLDER_INCIDENTS]: [
      '1. Lock contention > threshold',
      '2. Hold expiry backlog',
      'Release a specific hold',
      'Manual context API',
      'Helpful SQL Snippets',
      '3. RPC conflict spikes',
    ],
  },
};
