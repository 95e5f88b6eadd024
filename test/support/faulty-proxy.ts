import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** What becomes of bytes, and of who connects, from now on. */
export type ProxyMode =
  | 'pass'
  /** The first byte of an answer ends its connection instead of arriving. */
  | 'cut answers'
  /** Nothing comes through in either direction, and nobody is told; afterwards it all does. */
  | 'stall'
  /** Connections are ended, and new ones as soon as they are made. */
  | 'refuse';

interface Joined {
  readonly client: Socket;
  readonly target: Socket;
}

/** Stands before a server and breaks what is between, as networks do. */
export class FaultyProxy {
  /** Answers cut so far. */
  cuts = 0;
  /** Each way, for every chunk. */
  latencyMs = 0;
  private mode: ProxyMode = 'pass';
  private readonly joined = new Set<Joined>();
  /** Those that are silent for good. */
  private readonly lost = new Set<Joined>();

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async to(targetPort: number): Promise<FaultyProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultyProxy(server, targetPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  be(mode: ProxyMode): void {
    this.mode = mode;
    for (const pair of this.joined) {
      if (mode === 'refuse') end(pair);
      for (const socket of [pair.client, pair.target]) {
        if (mode === 'stall' || this.lost.has(pair)) socket.pause();
        else socket.resume();
      }
    }
  }

  /** The connections of now are silent for good, as where packets are dropped; new ones are not. */
  loseConnections(): void {
    for (const pair of this.joined) {
      this.lost.add(pair);
      pair.client.pause();
      pair.target.pause();
    }
  }

  /** Ends the connections of now, as a peer does that knows nothing of them. */
  resetConnections(): void {
    for (const { client, target } of this.joined) {
      client.resetAndDestroy();
      target.resetAndDestroy();
    }
  }

  /** The server's end says goodbye on every connection of now; what comes from us goes on. */
  halfClose(): void {
    for (const { client } of this.joined) client.end();
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const pair of this.joined) end(pair);
    await closed;
  }

  private join(client: Socket): void {
    if (this.mode === 'refuse') {
      client.destroy();
      return;
    }
    const target = connect(this.targetPort, '127.0.0.1');
    const pair: Joined = { client, target };
    this.joined.add(pair);
    for (const socket of [client, target]) {
      // An error is followed by a close, which is all that matters here.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        // Who is lost does not hear of the other's end either.
        if (!this.lost.has(pair)) end(pair);
        if (!client.destroyed || !target.destroyed) return;
        this.joined.delete(pair);
        this.lost.delete(pair);
      });
    }
    client.on('data', (chunk: Buffer) => this.pass(chunk, target));
    target.on('data', (chunk: Buffer) => {
      if (this.mode !== 'cut answers') return this.pass(chunk, client);
      this.cuts++;
      end(pair);
    });
    client.on('end', () => target.end());
    target.on('end', () => client.end());
    if (this.mode === 'stall') {
      client.pause();
      target.pause();
    }
  }

  private pass(chunk: Buffer, to: Socket): void {
    // Timers of the same length fire in the order in which they were set.
    if (this.latencyMs > 0) setTimeout(() => to.write(chunk), this.latencyMs);
    else to.write(chunk);
  }
}

function end({ client, target }: Joined): void {
  client.destroy();
  target.destroy();
}
