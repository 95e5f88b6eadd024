/**
 * A topic as the target of a replay, `topic:<name>`: a name that Kafka takes, which `.` and `..` are
 * not, and none that begins with `allocator.`, which are the service's own.
 */
export const REPLAY_TOPIC = /^topic:(?!\.{1,2}$|allocator\.)[A-Za-z0-9._-]{1,200}$/;

/** Where a replay can read the events: the log, or the topic that carries it. */
export const REPLAY_SOURCES = ['postgres', 'kafka'] as const;
export type ReplayFrom = (typeof REPLAY_SOURCES)[number];
