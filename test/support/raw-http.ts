import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A connection on which a test says whatever it likes. */
export class RawConnection {
  private received = '';
  private ended = false;
  private readonly waiters = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.changed(() => (this.received += chunk.toString())));
    socket.on('close', () => this.changed(() => (this.ended = true)));
    // An error is followed by a close, which is what tests wait for.
    socket.on('error', () => undefined);
  }

  static async to(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  say(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Goes away without a word. */
  vanish(): void {
    this.socket.resetAndDestroy();
  }

  /** All that was answered, once there are so many answers or the other side has hung up. */
  async answers(count: number): Promise<string[]> {
    for (;;) {
      const answers = this.received.split(/(?=HTTP\/1\.1 \d{3} )/).filter((text) => text !== '');
      if (this.ended || (answers.length >= count && isWhole(answers.at(-1)!))) return answers;
      await new Promise<void>((resolve) => {
        this.waiters.add(resolve);
      });
    }
  }

  private changed(change: () => void): void {
    change();
    for (const wake of this.waiters) wake();
    this.waiters.clear();
  }
}

/** A POST of these bytes to the commands, with these headers on top of those it takes. */
export function post(
  token: string,
  body: string | Uint8Array,
  headers: readonly string[] = [],
): Buffer {
  const bytes = Buffer.from(body as string);
  const lines = [
    'POST /api/commands HTTP/1.1',
    'host: allocator',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${bytes.length}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
}

/** The JSON of an answer's body. */
export function bodyOf(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as unknown;
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(answer)?.[1];
  return end >= 0 && Buffer.byteLength(answer.slice(end + 4)) >= Number(length ?? 0);
}
