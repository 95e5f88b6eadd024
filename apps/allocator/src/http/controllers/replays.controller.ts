import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ReplayCount, ReplayView } from '#contracts';
import type { Principal } from '#platform';
import { progressOf, RebuildError, ReplayError } from '#postgres';
import type { Replay, ReplayFilter } from '#postgres';
import { TransportError } from '#event-sourcing';
import { NoTopicsError, ReplayJobs } from '../../replays/replay-jobs.js';
import { REPLAYS } from '../../tokens.js';
import { Caller, For } from '../auth/access.decorators.js';
import { hasVenue, requireEveryVenue, requireVenue } from '../auth/principal.js';
import {
  DescribeApplyReplay,
  DescribeReplay,
  DescribeReplays,
  DescribeStartReplay,
  DescribeStopReplay,
} from '../docs/replays.docs.js';
import { Problem } from '../problems/problem.js';
import { pathId, requestOf } from '../requests/parameters.js';
import { StartReplayRequest, wantedReplay } from '../requests/replay.requests.js';

@ApiTags('operator')
@Controller('api/operator/replays')
export class ReplaysController {
  constructor(@Inject(REPLAYS) private readonly replays: ReplayJobs) {}

  @Post()
  @HttpCode(200)
  @For('operator')
  @DescribeStartReplay()
  async start(
    @Body() body: unknown,
    @Caller() caller: Principal,
  ): Promise<ReplayView | ReplayCount> {
    const asked = wantedReplay(requestOf(StartReplayRequest, body));
    requireReach(caller, asked.filter);
    const wanted = { ...asked, startedBy: caller.subject };
    if (wanted.dryRun && wanted.target !== 'allocations') return this.replays.count(wanted);
    return viewOf(await this.replays.start(wanted).catch(refused));
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

  @Post(':id/apply')
  @HttpCode(200)
  @For('operator')
  @DescribeApplyReplay()
  async apply(@Param('id') id: string, @Caller() caller: Principal): Promise<ReplayView> {
    const replay = await this.known(id, caller);
    return viewOf(await this.replays.apply(replay.id).catch(refused));
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

const HINTS: { readonly [code: string]: string } = {
  LOG_MOVED:
    'Start it again, or for one venue; where the log never rests, ' +
    'allocator replay --to allocations --apply compares and repairs in one moment.',
  REBUILD_ELSEWHERE: 'GET /api/operator/replays shows which; wait for it or stop it.',
  REPLAY_NOT_COMPARED: 'Only a replay to allocations with state "compared" can be applied.',
  KAFKA_NOT_CONFIGURED: 'Set KAFKA_BROKERS.',
};

/** What stands in the way of a replay is a conflict; anything else is not ours to tell. */
function refused(error: unknown): never {
  const isKnown = error instanceof RebuildError || error instanceof NoTopicsError;
  if (isKnown) throw new Problem(409, error.code, error.message, { hint: HINTS[error.code] });
  if (error instanceof TransportError && error.code === 'TOPIC_MISMATCH') {
    throw new Problem(409, error.code, error.message);
  }
  throw error;
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
