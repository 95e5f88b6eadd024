/** What one dependency is like now; `detail` says what is wrong and never holds a secret. */
export interface Probe {
  readonly status: 'up' | 'down';
  readonly detail?: string;
}

export interface Readiness {
  readonly status: 'ready' | 'not ready';
  readonly dependencies: { readonly [name: string]: Probe };
}

export type Probes = { readonly [name: string]: () => Probe | Promise<Probe> };

const PROBE_MS_MAX = 2_000;

/** Asks everything the process depends on; ready only when all of it answers and nothing stops. */
export class Health {
  private stopping = false;

  constructor(private readonly probes: Probes) {}

  /** From now on not ready, so that a load balancer sends nothing more. */
  stop(): void {
    this.stopping = true;
  }

  async readiness(): Promise<Readiness> {
    const probed = await Promise.all(
      Object.entries(this.probes).map(
        async ([name, probe]) => [name, await answer(probe)] as const,
      ),
    );
    const dependencies: Record<string, Probe> = Object.fromEntries(probed);
    if (this.stopping) dependencies['service'] = { status: 'down', detail: 'it is stopping' };
    const ready = Object.values(dependencies).every(({ status }) => status === 'up');
    return { status: ready ? 'ready' : 'not ready', dependencies };
  }
}

async function answer(probe: Probes[string]): Promise<Probe> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Probe>((resolve) => {
    const detail = `no answer in ${PROBE_MS_MAX} ms`;
    timer = setTimeout(() => resolve({ status: 'down', detail }), PROBE_MS_MAX);
  });
  try {
    return await Promise.race([probe(), late]);
  } catch (error) {
    return { status: 'down', detail: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
