import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { RecordedEvent } from '#contracts';
import type { Principal } from '#platform';
import { ExportEvents } from '../../queries/export-events.js';
import type { EventTails } from '../../tail/event-tails.js';
import { EVENT_TAILS } from '../../tokens.js';
import { Caller, For } from '../auth/access.decorators.js';
import { hasRole, requireEveryVenue, requireVenue } from '../auth/principal.js';
import { DescribeEvents } from '../docs/events.docs.js';
import { Problem } from '../problems/problem.js';
import { EventsQuery, inTheLog, wantedExport, wantedTail } from '../requests/events.query.js';
import { requestOf } from '../requests/parameters.js';
import { SentHeader } from '../requests/sent-header.js';

/** A client that takes nothing for so long is gone, or too slow to be worth its place. */
const STALL_MS_MAX = 60_000;

@ApiTags('events')
@Controller('api/events')
export class EventsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(EVENT_TAILS) private readonly tails: EventTails,
  ) {}

  /** The log as NDJSON, or live as server-sent events, read no faster than it is taken. */
  @Get()
  @For('analyst', 'staff', 'operator')
  @DescribeEvents()
  async events(
    @Query() parameters: Record<string, unknown>,
    @Caller() caller: Principal,
    @Res() reply: FastifyReply,
    @SentHeader('accept') accept?: string,
    @SentHeader('last-event-id') lastEventId?: string,
  ): Promise<void> {
    const query = requestOf(EventsQuery, parameters);
    requireView(caller, query.venueId);
    if (accept?.includes('text/event-stream')) return this.tail(query, lastEventId, reply);
    const { filter, after, limit } = wantedExport(query);
    const events = await inTheLog('after', () =>
      this.queries.execute(new ExportEvents(filter, after, limit)),
    );
    void reply.header('content-type', 'application/x-ndjson').send(Readable.from(lines(events)));
  }

  private async tail(
    query: EventsQuery,
    lastEventId: string | undefined,
    reply: FastifyReply,
  ): Promise<void> {
    const { filter, after } = wantedTail(query, lastEventId);
    const named = lastEventId === undefined ? 'after' : 'Last-Event-ID';
    const tail = await inTheLog(named, () => this.tails.open(filter, after));
    reply.raw.once('close', () => tail.close());
    reply.raw.setTimeout(STALL_MS_MAX, () => reply.raw.destroy());
    void reply
      .headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Nginx would keep messages back to fill its buffers.
        'x-accel-buffering': 'no',
      })
      .send(Readable.from(tail.messages()));
  }
}

/** Staff and operators see what happens in a venue that they name, analysts whatever their token reaches. */
function requireView(caller: Principal, venueId: string | undefined): void {
  if (venueId !== undefined) return requireVenue(caller, venueId);
  if (!hasRole(caller, ['analyst'])) {
    throw new Problem(
      403,
      'FORBIDDEN',
      'Staff and operators see the events of one venue: name it as venueId.',
    );
  }
  requireEveryVenue(caller);
}

async function* lines(events: AsyncIterable<RecordedEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`;
}
