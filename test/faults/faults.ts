import { setTimeout as delay } from 'node:timers/promises';
import type { House, Process } from './house.js';

/** Something that goes wrong around the service, and ends. */
export interface Fault {
  readonly name: string;
  /** What of the service it strikes; of the rest nothing may be noticed. */
  readonly strikes: 'all' | 'A' | 'one partition' | 'Kafka' | 'nothing';
  /** Brings it about; answers what ends its cause. */
  readonly inflict: (house: House) => Promise<() => Promise<void>>;
}

const A = (house: House): Process => house.processes[0]!;

/** The database says no, or is away. */
const DATABASE: readonly Fault[] = [
  {
    name: 'the database only reads',
    strikes: 'all',
    inflict: async (house) => {
      await house.sql('alter database house set default_transaction_read_only = on');
      await house.endSessions();
      // The sessions that were made meanwhile stay as they are: who has them must leave them.
      return async () => {
        await house.sql('alter database house reset default_transaction_read_only');
      };
    },
  },
  {
    name: 'the service may not log in',
    strikes: 'all',
    inflict: async (house) => {
      await house.sql('alter role service nologin');
      await house.endSessions();
      return async () => void (await house.sql('alter role service login'));
    },
  },
  {
    name: 'no more connections',
    strikes: 'all',
    inflict: async (house) => {
      await house.sql('alter role service connection limit 0');
      await house.endSessions();
      return async () => void (await house.sql('alter role service connection limit -1'));
    },
  },
  {
    name: 'a table of the write path is away',
    strikes: 'all',
    inflict: async (house) => {
      await house.sql('alter table commands rename to commands_away');
      return async () => void (await house.sql('alter table commands_away rename to commands'));
    },
  },
  {
    name: 'a table of a projection is away',
    strikes: 'nothing',
    inflict: async (house) => {
      await house.sql('alter table observability_events rename to events_away');
      return async () =>
        void (await house.sql('alter table events_away rename to observability_events'));
    },
  },
  {
    name: 'the log is locked',
    strikes: 'all',
    inflict: async (house) => {
      const session = await house.session();
      await session.query('begin');
      await session.query('lock table events in access exclusive mode');
      return () => session.end();
    },
  },
  {
    name: 'a log partition is held',
    strikes: 'one partition',
    inflict: async (house) => {
      const session = await house.session();
      await session.query('begin');
      await session.query('select lock_partition(0)');
      return () => session.end();
    },
  },
  {
    name: 'sessions are ended, again and again',
    strikes: 'nothing',
    inflict: (house) => {
      const over = new AbortController();
      const ending = (async () => {
        while (!over.signal.aborted) {
          await house.endSessions();
          await delay(500);
        }
      })();
      return Promise.resolve(async () => {
        over.abort();
        await ending;
      });
    },
  },
  {
    name: 'the server is killed, and comes back',
    strikes: 'all',
    inflict: (house) => {
      process.kill(house.postgres.pid, 'SIGKILL');
      // Who runs it starts it again.
      return Promise.resolve(() => untilServing(house));
    },
  },
];

/** The way to the database is broken. */
const NETWORK: readonly Fault[] = [
  {
    name: 'packets to the database are dropped: every connection of a process is silent',
    strikes: 'A',
    inflict: (house) => {
      A(house).toDatabase.loseConnections();
      return Promise.resolve(() => Promise.resolve());
    },
  },
  {
    name: 'the database is silent to a process',
    strikes: 'A',
    inflict: (house) => {
      A(house).toDatabase.be('stall');
      return Promise.resolve(() => Promise.resolve(A(house).toDatabase.be('pass')));
    },
  },
  {
    name: 'answers of the database are cut',
    strikes: 'A',
    inflict: (house) => {
      A(house).toDatabase.be('cut answers');
      return Promise.resolve(() => Promise.resolve(A(house).toDatabase.be('pass')));
    },
  },
  {
    name: 'the database refuses a process',
    strikes: 'A',
    inflict: (house) => {
      A(house).toDatabase.be('refuse');
      return Promise.resolve(() => Promise.resolve(A(house).toDatabase.be('pass')));
    },
  },
  {
    name: 'connections are reset',
    strikes: 'nothing',
    inflict: (house) => {
      A(house).toDatabase.resetConnections();
      return Promise.resolve(() => Promise.resolve());
    },
  },
  {
    name: 'connections are closed on one side',
    strikes: 'nothing',
    inflict: (house) => {
      A(house).toDatabase.halfClose();
      return Promise.resolve(() => Promise.resolve());
    },
  },
  {
    name: 'the database is 100 ms away',
    strikes: 'nothing',
    inflict: (house) => {
      A(house).toDatabase.latencyMs = 50;
      return Promise.resolve(() => {
        A(house).toDatabase.latencyMs = 0;
        return Promise.resolve();
      });
    },
  },
];

/** A process of ours is frozen, or gone. */
const PROCESSES: readonly Fault[] = [
  {
    name: 'a process is frozen in the middle of a batch',
    strikes: 'A',
    inflict: async (house) => {
      const { child } = A(house).deployment.service;
      await freezeInBatch(house, child.pid!);
      return () => {
        child.kill('SIGCONT');
        return Promise.resolve();
      };
    },
  },
  {
    name: 'a process is killed, and started again',
    strikes: 'A',
    inflict: async (house) => {
      await A(house).deployment.end('SIGKILL');
      return () => A(house).deployment.start();
    },
  },
  {
    name: 'a process is killed that had its leases until far ahead',
    strikes: 'A',
    inflict: async (house) => {
      await A(house).deployment.end('SIGKILL');
      await house.sql(`update relay_leases set expires_at = expires_at + interval '1 hour'`);
      await house.sql(`update relay_members set expires_at = expires_at + interval '1 hour'`);
      return () => A(house).deployment.start();
    },
  },
];

const KAFKA: readonly Fault[] = [
  {
    name: 'the broker is killed, and started again',
    strikes: 'Kafka',
    inflict: async (house) => {
      await house.broker.kill();
      return () => house.broker.restart();
    },
  },
  {
    name: 'Kafka is silent',
    strikes: 'Kafka',
    inflict: (house) => {
      house.toKafka.be('stall');
      return Promise.resolve(() => Promise.resolve(house.toKafka.be('pass')));
    },
  },
  {
    name: 'packets to Kafka are dropped: every connection is silent',
    strikes: 'Kafka',
    inflict: (house) => {
      house.toKafka.loseConnections();
      return Promise.resolve(() => Promise.resolve());
    },
  },
  {
    name: 'answers of Kafka are cut',
    strikes: 'Kafka',
    inflict: (house) => {
      house.toKafka.be('cut answers');
      return Promise.resolve(() => Promise.resolve(house.toKafka.be('pass')));
    },
  },
];

export const FAULTS: readonly Fault[] = [...DATABASE, ...NETWORK, ...PROCESSES, ...KAFKA];

async function untilServing(house: House): Promise<void> {
  for (;;) {
    const served = await house.sql('select 1').then(
      () => true,
      () => false,
    );
    if (served) return;
    await delay(50);
  }
}

/** Stops a process at a moment when the server waits for it, with a partition's lock. */
async function freezeInBatch(house: House, pid: number): Promise<void> {
  const session = await house.session();
  try {
    for (;;) {
      process.kill(pid, 'SIGSTOP');
      // What it has sent by now has come to the server.
      await delay(50);
      const { rows } = await session.query(
        `select from pg_locks l join pg_stat_activity a using (pid)
          where l.locktype = 'advisory' and l.granted and a.state = 'idle in transaction'
            and a.application_name like 'allocator lane %'
            and a.state_change < clock_timestamp() - interval '40 ms'`,
      );
      if (rows.length > 0) return;
      process.kill(pid, 'SIGCONT');
      await delay(7);
    }
  } finally {
    await session.end();
  }
}
