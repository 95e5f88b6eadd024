import type { JsonObject } from '#contracts';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';

/** What a process reads of itself that an alert asks for. */
export interface ProcessReadings {
  /** For how long commands of some log partition have had no answer, in seconds. */
  readonly commands_unanswered: number;
}

/** Tells the database what `process` reads now: whoever evaluates the alerts asks there. */
export async function tellProcessReadings(
  queryable: Queryable,
  process: string,
  readings: ProcessReadings,
): Promise<void> {
  await queryable.query(sql('tell_process_readings'), [process, JSON.stringify(readings)]);
}

/** Writes down that a command from Kafka was set aside for a fault of the service. */
export async function noteSetAside(queryable: Queryable, context: JsonObject): Promise<void> {
  await queryable.query(sql('note_set_aside'), [context]);
}
