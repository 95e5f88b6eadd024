import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Instant, Uuid } from '#contracts';
import type { Principal } from '#platform';
import { progressOf, ReplayError } from '#postgres';
import type { Replay, ReplayFilter } from '#postgres';
import { ReplayJobs } from '../../replays/replay-jobs.js';
import { REPLAYS } from '../../tokens.js';
import { Caller, For } from '../auth/access.decorators.js';
import { hasVenue, requireEveryVenue, requireVenue } from '../auth/principal.js';
import {
  DescribeReplay,
  DescribeReplays,
  DescribeStartReplay,
  DescribeStopReplay,
} from '../docs/replays.docs.js';
import { Problem } from '../problems/problem.js';
import { pathId, requestOf } from '../requests/parameters.js';
import { replayFilter, StartReplayRequest } from '../requests/replay.requests.js';

/** A replay as operators see it; `done` of `total` are places in the log it has looked at. */
export interface ReplayView {
  readonly id: Uuid;
  readonly target: string;
  readonly filter: ReplayFilter;
  readonly state: Replay['state'];
  readonly progress: { readonly done: number; readonly total: number };
  readonly events: number;
  readonly written: number;
  readonly error: string | null;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
}

@ApiTags('operator')
@Controller('api/operator/replays')
export class ReplaysController {
  constructor(@Inject(REPLAYS) private readonly replays: ReplayJobs) {}

  @Post()
  @HttpCode(200)
  @For('operator')
  @DescribeStartReplay()
  async start(@Body() body: unknown, @Caller() caller: Principal): Promise<ReplayView> {
    const request = requestOf(StartReplayRequest, body);
    const filter = replayFilter(request);
    requireReach(caller, filter);
    const rate = request.rate ?? null;
    return viewOf(await this.replays.start({ filter, rate, startedBy: caller.subject }));
  }

  @Get()
  @For('operator')
  @DescribeReplays()
  async list(@Caller() caller: Principal): Promise<readonly ReplayView[]> {
    const replays = await this.replays.list();
    return replays.filter(({ filter }) => reaches(caller, filter)).map(viewOf);
  }

  @Get(':id')
  @For('operator')
  @DescribeReplay()
  async show(@Param('id') id: string, @Caller() caller: Principal): Promise<ReplayView> {
    return viewOf(await this.known(id, caller));
  }

  @Delete(':id')
  @For('operator')
  @DescribeStopReplay()
  async stop(@Param('id') id: string, @Caller() caller: Principal): Promise<ReplayView> {
    const replay = await this.known(id, caller);
    return viewOf(await this.replays.stop(replay.id));
  }

  private async known(id: string, caller: Principal): Promise<Replay> {
    try {
      const replay = await this.replays.find(pathId('id', id));
      requireReach(caller, replay.filter);
      return replay;
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      throw new Problem(404, 'REPLAY_NOT_FOUND', 'There is no replay with this id.');
    }
  }
}

function reaches(caller: Principal, { venueId }: ReplayFilter): boolean {
  return venueId === null ? caller.venues === '*' : hasVenue(caller, venueId);
}

function requireReach(caller: Principal, { venueId }: ReplayFilter): void {
  if (venueId === null) requireEveryVenue(caller);
  else requireVenue(caller, venueId);
}

function viewOf(replay: Replay): ReplayView {
  const { starts: _starts, positions: _positions, ends: _ends, ...view } = replay;
  return { ...view, progress: progressOf(replay) };
}
