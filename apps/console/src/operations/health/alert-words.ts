import type { AlertView } from '#contracts';
import type { Verdict } from '../../ui/Badge.js';

/** The page that shows, or mends, what is wrong. */
interface WayThere {
  readonly path: string;
  readonly label: string;
}

interface Words {
  readonly title: string;
  readonly page?: WayThere;
}

const HOLDS: WayThere = { path: '/holds', label: 'See the holds' };
const CONFLICTS: WayThere = { path: '/demand?show=conflicts', label: 'See the conflicts' };
const PARKED: WayThere = { path: '/parked', label: 'See what is parked' };
const REPLAYS: WayThere = { path: '/replays', label: 'Compare and repair' };

const WORDS: { readonly [name: string]: Words } = {
  lock_contention: { title: 'Waiting for locks' },
  hold_expiry_backlog: { title: 'Holds past their time', page: HOLDS },
  rpc_conflict_rate: { title: 'Conflicts', page: CONFLICTS },
  telemetry_insert_failures: { title: 'Telemetry that could not be stored', page: PARKED },
  relay_lag: { title: 'Behind: relay to Kafka' },
  projection_lag: { title: 'Behind: projections', page: PARKED },
  projection_stopped: { title: 'Standing still: projections', page: PARKED },
  parked_venues: { title: 'Parked venues', page: PARKED },
  oldest_transaction: { title: 'Oldest open transaction' },
  mirror_differences: { title: 'Rows unlike the log', page: REPLAYS },
  relay_halted: { title: 'Halted: relay to Kafka' },
  commands_waiting: { title: 'Commands waiting in Kafka' },
  commands_unanswered: { title: 'Commands without an answer' },
  commands_set_aside: { title: 'Commands set aside by a fault' },
  calendar_differences: { title: 'Time zones that differ' },
  overstay: { title: 'Parties that stay too long' },
};

/** What an alert is called here; one newer than this console by its own name. */
export function alertWords({ name }: AlertView): Words {
  const short = name.replace(/^allocator\./, '');
  const found = WORDS[short];
  if (found !== undefined) return found;
  const title = short.replaceAll('_', ' ');
  return { title: title.charAt(0).toUpperCase() + title.slice(1) };
}

export const STATE_WORDS: {
  readonly [S in AlertView['state']]: { readonly word: string; readonly verdict: Verdict };
} = {
  firing: { word: 'Firing', verdict: 'error' },
  pending: { word: 'Pending', verdict: 'warning' },
  unknown: { word: 'Not known', verdict: 'warning' },
  ok: { word: 'OK', verdict: 'pass' },
};

const URGENCY: readonly AlertView['state'][] = ['firing', 'pending', 'unknown', 'ok'];

/** What needs somebody first; else in the service's order. */
export function byUrgency(a: AlertView, b: AlertView): number {
  return URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state);
}

/** `12`, `3.4`, `1,200`. */
export function amount(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 ? 1 : 0 });
}

/** The unit of a value, as one says it: `1 venue`, `2 venues`, `1 conflict a minute`. */
export function unitWords(value: number | null, unit: string): string {
  return value === 1 ? unit.replace(/^(\w+)s\b/, '$1') : unit;
}
