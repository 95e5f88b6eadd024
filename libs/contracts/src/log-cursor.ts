/**
 * How far a reader of the log has come: the seq of the last event it took of each log partition. A
 * partition that is not named has not been read at all. One number cannot say this, because the
 * partitions grow side by side: whoever resumes from the last event of one would miss what was
 * recorded in the others meanwhile.
 */
export type LogCursor = ReadonlyMap<number, number>;

/** A cursor as text: `0:12,5:381`, ascending. `0:0` is the beginning of the log. */
export function formatLogCursor(cursor: LogCursor): string {
  const read = [...cursor].filter(([, seq]) => seq > 0).sort(([a], [b]) => a - b);
  if (read.length === 0) return '0:0';
  return read.map(([partition, seq]) => `${partition}:${seq}`).join(',');
}

/** The form of {@link formatLogCursor}'s texts; one `partition:seq` is a cursor as well. */
export const LOG_CURSOR_SHAPE = /^\d{1,4}:\d{1,15}(,\d{1,4}:\d{1,15}){0,1023}$/;

/** The cursor of a text, or null when it is none or names a partition twice. */
export function parseLogCursor(text: string): LogCursor | null {
  if (!LOG_CURSOR_SHAPE.test(text)) return null;
  const places = text.split(',').map((place) => place.split(':').map(Number));
  const cursor = new Map(places.map(([partition, seq]) => [partition!, seq!]));
  return cursor.size === places.length ? cursor : null;
}
