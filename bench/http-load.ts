import { Agent, request } from 'node:http';
import type { Command, CommandOutcome } from '#contracts';

export interface HttpTarget {
  readonly url: string;
  readonly token: string;
}

/**
 * Sends commands to `POST /api/commands` over `connections` kept alive, `perRequest` in an array,
 * or one envelope a request when that is 1, each connection its next when it has its answer. Bodies
 * are made before the clock starts. Answers the elapsed milliseconds; fails unless all are
 * accepted.
 */
export async function sendOverHttp(
  target: HttpTarget,
  commands: readonly Command[],
  perRequest: number,
  connections: number,
): Promise<number> {
  const bodies: Buffer[] = [];
  for (let i = 0; i < commands.length; i += perRequest) {
    const sent = perRequest === 1 ? commands[i] : commands.slice(i, i + perRequest);
    bodies.push(Buffer.from(JSON.stringify(sent)));
  }
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let accepted = 0;
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < bodies.length) {
      const answer = await post(target, agent, bodies[next++]!);
      accepted += answer.filter((outcome) => outcome.status === 'accepted').length;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, sender));
  const elapsedMs = performance.now() - startedAt;
  agent.destroy();
  if (accepted !== commands.length) {
    throw new Error(`${commands.length - accepted} of ${commands.length} were not accepted`);
  }
  return elapsedMs;
}

/** One outcome or an array of them, always as an array. */
type Answer = readonly CommandOutcome[];

function post({ url, token }: HttpTarget, agent: Agent, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const sent = request(`${url}/api/commands`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve([JSON.parse(text)].flat() as CommandOutcome[]);
        else reject(new Error(`HTTP ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
