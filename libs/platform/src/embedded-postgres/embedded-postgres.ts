import { join } from 'node:path';
import { binariesFor } from './binaries.js';
import { CLUSTER_DATABASE, CLUSTER_USER, ensureCluster } from './cluster.js';
import { lockDataDir } from './data-dir-lock.js';
import { openHome, placeCluster, recordInitialised, settlePort } from './placement.js';
import type { Placement } from './placement.js';
import { quitServer, stopOrphan } from './postmaster.js';
import { startServer } from './server.js';
import type { RunningServer } from './server.js';
import { Supervisor } from './supervisor.js';

export interface EmbeddedPostgresOptions {
  /**
   * Everything lives in `dataDir/postgres`, unless only root can read it: then below `sharedRoot`.
   */
  readonly dataDir: string;
  /** What the server and we have to say, a line at a time. */
  readonly log: (line: string) => void;
  /** Where binaries and clusters go that the server's user could not reach; root only. */
  readonly sharedRoot?: string;
  /** `name=value` settings on top of ours. */
  readonly settings?: readonly string[];
}

export interface EmbeddedPostgres {
  /** With the superuser and its password: keep it out of logs. */
  readonly databaseUrl: string;
  /** The server's process; another one after a restart or a crash. */
  readonly pid: number;
  /** Ends sessions, writes a checkpoint, gives the data directory back. Again: nothing. */
  stop(): Promise<void>;
  /** Stops and starts on the same port: `databaseUrl` stays true. */
  restart(): Promise<void>;
}

const SHARED_ROOT = '/var/lib/allocator';

/**
 * Runs PostgreSQL 18 on `dataDir`, on 127.0.0.1 only, and answers once it takes connections. Works
 * as root too, as an unprivileged user. A server that a killed process left behind is stopped
 * first, and one that dies is started again. Fails with an {@link EmbeddedPostgresError} that says
 * what to do.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { log, sharedRoot = SHARED_ROOT, settings = [] } = options;
  const home = await openHome(options.dataDir);
  const unlock = await lockDataDir(join(home, 'lock'));
  try {
    let placement = await placeCluster(home, sharedRoot, log);
    const binaries = await binariesFor(placement.serverUser, sharedRoot);
    await ensureCluster(binaries, placement);
    placement = await recordInitialised(placement);
    await stopOrphan(placement.clusterDir, log);
    placement = await settlePort(placement);
    const start = (): Promise<RunningServer> =>
      startServer({ program: binaries.postgres, placement, settings, log });
    const supervisor = new Supervisor(await start(), start, log);
    return running(supervisor, placement, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
}

function running(
  supervisor: Supervisor,
  placement: Placement,
  unlock: () => Promise<void>,
): EmbeddedPostgres {
  let stopping: Promise<void> | null = null;
  const { password, port } = placement.record;
  // However this process ends, but for a kill: what was committed is in the server's log.
  const quit = (): void => quitServer(supervisor.pid);
  process.once('exit', quit);
  return {
    databaseUrl: `postgres://${CLUSTER_USER}:${password}@127.0.0.1:${port}/${CLUSTER_DATABASE}`,
    get pid() {
      return supervisor.pid;
    },
    stop() {
      stopping ??= supervisor
        .stop()
        .then(unlock)
        .finally(() => process.off('exit', quit));
      return stopping;
    },
    restart: () => supervisor.restart(),
  };
}
