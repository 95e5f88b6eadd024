import type { AlertLimits } from './alert-state.js';

/** One thing that is watched, and what a person is told when it is not well. */
export interface AlertRule extends AlertLimits {
  readonly name: AlertName;
  readonly description: string;
  readonly unit: string;
  /** The one thing to do first. */
  readonly hint: string;
  /** Where to go on from there. */
  readonly runbook: string;
}

export const ALERT_NAMES = [
  'allocator.lock_contention',
  'allocator.hold_expiry_backlog',
  'allocator.rpc_conflict_rate',
  'allocator.telemetry_insert_failures',
  'allocator.relay_lag',
  'allocator.projection_lag',
  'allocator.projection_stopped',
  'allocator.parked_venues',
  'allocator.oldest_transaction',
  'allocator.mirror_differences',
  'allocator.relay_halted',
  'allocator.commands_waiting',
  'allocator.commands_unanswered',
  'allocator.commands_set_aside',
  'allocator.calendar_differences',
  'allocator.overstay',
] as const;
export type AlertName = (typeof ALERT_NAMES)[number];

const INCIDENTS = 'docs/runbooks/incidents.md';

const RULES: { readonly [N in AlertName]: Omit<AlertRule, 'name'> } = {
  'allocator.lock_contention': {
    description: 'Transactions of this database that wait for a lock',
    unit: 'transactions',
    threshold: 50,
    forSeconds: 180,
    hint: 'Find who blocks the others, with the first query of the runbook; end that session.',
    runbook: `${INCIDENTS}#lock-contention`,
  },
  'allocator.hold_expiry_backlog': {
    description: 'Holds past their time that nothing has swept; they block nobody',
    unit: 'holds',
    threshold: 25,
    forSeconds: 300,
    hint: 'See that a process with the role sweeper runs; `allocator holds sweep` ends them now.',
    runbook: `${INCIDENTS}#hold-expiry-backlog`,
  },
  'allocator.rpc_conflict_rate': {
    description:
      'Conflicts of the last minute, refused or only observed: tables asked for that somebody ' +
      "else has. Those of SQL functions are counted, but listed in PostgreSQL's log only",
    unit: 'conflicts a minute',
    threshold: 10,
    forSeconds: 120,
    hint: 'See which venue and which sender it is; ask them to read the picture again.',
    runbook: `${INCIDENTS}#conflict-spikes`,
  },
  'allocator.telemetry_insert_failures': {
    description:
      'Failed writes to observability_events within five minutes, events parked included',
    unit: 'failures in 5 minutes',
    threshold: 5,
    forSeconds: 0,
    hint: 'Read the latest error in telemetry_insert_failures; mend the table, then resume.',
    runbook: `${INCIDENTS}#telemetry-insert-failures`,
  },
  'allocator.relay_lag': {
    description: 'Age of the oldest event that is not in Kafka yet',
    unit: 'seconds',
    threshold: 60,
    forSeconds: 60,
    hint: 'See that Kafka answers and a process with the role relay runs. No command waits for it.',
    runbook: `${INCIDENTS}#relay-lag`,
  },
  'allocator.projection_lag': {
    description: 'Age of the oldest event that some projection has not read',
    unit: 'seconds',
    threshold: 60,
    forSeconds: 60,
    hint: 'See which one it is: `allocator lag`, and why: /health/ready of the projector.',
    runbook: `${INCIDENTS}#projection-lag`,
  },
  'allocator.projection_stopped': {
    description: 'Log partitions of projections that have not moved, though there is what to read',
    unit: 'partitions',
    threshold: 0,
    forSeconds: 60,
    hint: 'See which: `allocator lag`; start a process with the role projector, or read what it says.',
    runbook: `${INCIDENTS}#projection-stopped`,
  },
  'allocator.parked_venues': {
    description: 'Venues that a projection leaves out because it cannot take an event of theirs',
    unit: 'venues',
    threshold: 0,
    forSeconds: 60,
    hint: 'See the event and the error: `allocator parked list`.',
    runbook: `${INCIDENTS}#parked-venues`,
  },
  'allocator.oldest_transaction': {
    description: 'Age of the oldest open transaction of this database',
    unit: 'seconds',
    threshold: 300,
    forSeconds: 60,
    hint: 'Find it with the query of the runbook; end it if nobody knows what it is for.',
    runbook: `${INCIDENTS}#oldest-transaction`,
  },
  'allocator.mirror_differences': {
    description: 'Rows that are not what the event stream says they should be',
    unit: 'rows',
    threshold: 0,
    forSeconds: 60,
    hint: 'Prove it: `allocator verify`; repair: `allocator replay --to allocations`.',
    runbook: `${INCIDENTS}#mirror-differences`,
  },
  'allocator.relay_halted': {
    description: 'Log partitions whose next event the events topic does not take',
    unit: 'partitions',
    threshold: 0,
    forSeconds: 30,
    hint: 'Read which event it is, and why, in /health/ready of the relay; mend the topic.',
    runbook: `${INCIDENTS}#relay-halted`,
  },
  'allocator.commands_waiting': {
    description: 'How long commands have been waiting in Kafka of which none is taken',
    unit: 'seconds',
    threshold: 30,
    forSeconds: 30,
    hint: 'See kafkaCommands in /health/ready: whether the role commands runs, and what it says.',
    runbook: `${INCIDENTS}#commands-waiting`,
  },
  'allocator.commands_unanswered': {
    description: 'For how long some process has had no answer for commands of some log partition',
    unit: 'seconds',
    threshold: 10,
    forSeconds: 15,
    hint: 'See commands in /health/ready of every process: which partitions, and why.',
    runbook: `${INCIDENTS}#commands-unanswered`,
  },
  'allocator.commands_set_aside': {
    description:
      'Commands from Kafka that were set aside within an hour for a fault of the service',
    unit: 'commands in an hour',
    threshold: 0,
    forSeconds: 0,
    hint: 'Find the fault in the log; when it is mended, `allocator dead-letters resend`.',
    runbook: `${INCIDENTS}#commands-set-aside`,
  },
  'allocator.calendar_differences': {
    description:
      'Time zones of venues of which PostgreSQL or a Node has other data than what decides',
    unit: 'zones',
    threshold: 0,
    forSeconds: 60,
    hint: 'See which, and whose data: `allocator calendar compare`. All still decide alike.',
    runbook: `${INCIDENTS}#calendar-differences`,
  },
  'allocator.overstay': {
    description: "Parties that have not left though somebody else's time at their table begins",
    unit: 'parties',
    threshold: 0,
    forSeconds: 60,
    hint: 'Tell the venue: its timeline names both parties, and who could move where.',
    runbook: `${INCIDENTS}#overstay`,
  },
};

/** Every rule, in the order in which they are shown. @param limits instead of those above. */
export function alertRules(
  limits: { readonly [name: string]: AlertLimits } = {},
): readonly AlertRule[] {
  return ALERT_NAMES.map((name) => ({ name, ...RULES[name], ...limits[name] }));
}
