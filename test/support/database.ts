import { randomUUID } from 'node:crypto';
import { createPool } from '#postgres';
import type pg from 'pg';
import { schemaFaults } from './schema-audit.js';
import { TEMPLATE_DATABASE, asAdministrator, urlOf } from './shared-postgres.js';

/** A database of a test's own. */
export interface TestDatabase {
  readonly databaseUrl: string;
  readonly pool: pg.Pool;
  /**
   * Ends the pool and whoever else is connected, and removes the database. Throws when an event or
   * an outcome in it was not what its JSON Schema says.
   */
  drop(): Promise<void>;
}

/**
 * A migrated and otherwise empty database on the run's shared server; with `empty`, one that no
 * migration has seen, and with `forged`, one whose events a test makes up or spoils. Costs some
 * 50 ms.
 */
export async function createDatabase(
  options: { empty?: boolean; forged?: boolean } = {},
): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = options.empty ? 'template0' : TEMPLATE_DATABASE;
  await asAdministrator(`create database ${name} template ${template}`);
  const databaseUrl = urlOf(name);
  // However many ask at once and however long each takes: the test's own limit is the bound.
  const pool = createPool(databaseUrl, { acquireTimeoutMs: 120_000 });
  return {
    databaseUrl,
    pool,
    async drop() {
      const faults = options.forged ? [] : await schemaFaults(pool);
      await pool.end();
      await asAdministrator(`drop database ${name} with (force)`);
      if (faults.length > 0) throw new Error(`not as in the schemas: ${faults.join('\n')}`);
    },
  };
}
