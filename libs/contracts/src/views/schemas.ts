/** One entry of `GET /api/schemas`. */
export interface SchemaSummary {
  /** What `GET /api/schemas/:type` takes: `TablesAssigned.v1`, `HoldTables`, `CommandOutcome`. */
  readonly name: string;
  readonly kind: 'event' | 'command' | 'envelope' | 'outcome';
  readonly description: string;
  readonly url: string;
}
