/** What one dependency is like now; `detail` says what is wrong and never holds a secret. */
export interface Probe {
  /** `degraded`: part of it stands still and people have to help; requests are served. */
  readonly status: 'up' | 'degraded' | 'down';
  readonly detail?: string;
}

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'not ready';
  readonly dependencies: { readonly [name: string]: Probe };
}

export type Probes = { readonly [name: string]: () => Probe | Promise<Probe> };

const PROBE_MS_MAX = 2_000;

/**
 * Asks everything the process depends on; not ready when some of it is down, or when it stops. What
 * does not answer is not known to be down.
 */
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
    const statuses = Object.values(dependencies).map(({ status }) => status);
    if (statuses.includes('down')) return { status: 'not ready', dependencies };
    return { status: statuses.includes('degraded') ? 'degraded' : 'ready', dependencies };
  }
}

async function answer(probe: Probes[string]): Promise<Probe> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Probe>((resolve) => {
    const detail = `no answer in ${PROBE_MS_MAX} ms`;
    timer = setTimeout(() => resolve({ status: 'degraded', detail }), PROBE_MS_MAX);
  });
  try {
    return await Promise.race([probe(), late]);
  } catch (error) {
    return { status: 'degraded', detail: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
