import type pg from 'pg';

/** What a read needs of a pool or of a connection. */
export type Queryable = Pick<pg.Pool, 'query'>;
