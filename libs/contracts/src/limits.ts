/**
 * The bounds of what may be sent: against nonsense, not the rules of a venue, which are its
 * policy's. Texts in characters, times in the unit of their name.
 */
export const LIMITS = {
  /**
   * A command as JSON in UTF-8, however it comes: a body over HTTP, a record's value once it is
   * decompressed, a line of `emit`. What it leads to takes twice as much at most, and the topics of
   * events take four times as much.
   */
  commandBytes: 1_048_576,
  partySize: { min: 1, max: 1_000 },
  seats: { min: 1, max: 1_000 },
  /** What a venue allows is answered `HOLD_TTL_INVALID`. */
  holdSeconds: { min: 1, max: 86_400 },
  bufferMinutes: { min: 0, max: 1_440 },
  overstayLeadMinutes: { min: 1, max: 120 },
  overstayExtendMinutes: { min: 1, max: 120 },
  overstayMaxMinutes: { min: 1, max: 1_440 },
  turnMinutes: { min: 1, max: 10_080 },
  /** A block takes as many as a venue has: a house may close. */
  tablesPerCommand: 100,
  rowsPerCommand: 1_000,
  /** Bookings that one repack moves. */
  movesPerCommand: 8,
  tablesPerVenue: 2_000,
  adjacenciesPerVenue: 10_000,
  servicePeriodsPerVenue: 100,
  turnTimesPerPeriod: 50,
  position: { min: -1e6, max: 1e6 },
  rotation: { min: -360, max: 360 },
  name: 200,
  reason: 500,
  flag: 100,
  timeZone: 100,
  /** An ISO 8601 time as a sender writes it. */
  time: 40,
} as const;

/** What a reason has that says something: a character that is no blank. */
export const SAYS_SOMETHING = /\S/;
