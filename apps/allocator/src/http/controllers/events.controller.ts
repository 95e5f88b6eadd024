import { Controller, Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { RecordedEvent } from '#contracts';
import type { Principal } from '#platform';
import { ExportEvents } from '../../queries/export-events.js';
import { Caller, For } from '../auth/access.decorators.js';
import { requireEveryVenue, requireVenue } from '../auth/principal.js';
import { DescribeEvents } from '../docs/events.docs.js';
import { EventsQuery, wantedEvents } from '../requests/events.query.js';
import { requestOf } from '../requests/parameters.js';

@ApiTags('events')
@Controller('api/events')
export class EventsController {
  constructor(private readonly queries: QueryBus) {}

  /** The log as NDJSON in (partition, seq) order, read no faster than it is taken. */
  @Get()
  @For('analyst')
  @DescribeEvents()
  async export(
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = wantedEvents(requestOf(EventsQuery, query));
    if (wanted.venueId === null) requireEveryVenue(caller);
    else requireVenue(caller, wanted.venueId);
    const events = await this.queries.execute(new ExportEvents(wanted));
    void reply.header('content-type', 'application/x-ndjson').send(Readable.from(lines(events)));
  }
}

async function* lines(events: AsyncIterable<RecordedEvent>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`;
}
