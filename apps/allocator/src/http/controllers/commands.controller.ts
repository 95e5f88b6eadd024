import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandAnswer, CommandOutcome } from '#contracts';
import type { Principal } from '#platform';
import { SubmitCommand } from '../../commands/submit-command.js';
import { FindOutcome } from '../../queries/find-outcome.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { requireVenue } from '../auth/principal.js';
import { DescribeOutcome, DescribeCommands } from '../docs/commands.docs.js';
import { OutcomesAsStored } from '../problems/name-blockers.interceptor.js';
import { acceptedOr, answersOf } from '../problems/outcome-answer.js';
import { Problem } from '../problems/problem.js';
import { pathId } from '../requests/parameters.js';
import { parseCommand } from '../requests/parse-command.js';
import type { ParsedCommand } from '../requests/parse-command.js';
import { Traceparent } from '../requests/sent-header.js';
import { traced } from '../requests/trace.js';

const COMMANDS_MAX = 1_000;

@ApiTags('commands')
@Controller('api/commands')
@OutcomesAsStored()
export class CommandsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /**
   * One envelope or an array of them; an array is answered in its order, whatever each got, unless
   * none of it was answered.
   */
  @Post()
  @HttpCode(200)
  @For('booking-system', 'staff', 'operator')
  @DescribeCommands()
  async submit(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<CommandOutcome | CommandAnswer[]> {
    if (Array.isArray(body)) {
      const parsed = parseAll(body, caller);
      return answersOf(parsed, await Promise.allSettled(this.submitAll(parsed, traceparent)));
    }
    const [answer] = this.submitAll(parseAll([body], caller, ''), traceparent);
    return acceptedOr(await answer!);
  }

  @Get(':commandId')
  @For('booking-system', 'staff', 'operator')
  @DescribeOutcome()
  async outcome(
    @Param('commandId') id: string,
    @Caller() caller: Principal,
  ): Promise<CommandOutcome> {
    const commandId = pathId('commandId', id);
    const found = await this.queries.execute(new FindOutcome(commandId));
    if (found === null)
      throw new Problem(404, 'COMMAND_NOT_FOUND', `Command ${commandId} is not known.`);
    requireVenue(caller, found.venueId);
    return found.outcome;
  }

  private submitAll(
    parsed: readonly ParsedCommand[],
    traceparent: string | undefined,
  ): Promise<CommandOutcome>[] {
    return parsed.map(async (each) => {
      if (!each.ok) return each.outcome;
      return this.commands.execute(new SubmitCommand(traced(each.command, traceparent)));
    });
  }
}

/** Everything is parsed and permitted before anything is submitted, so a 403 has no effect. */
function parseAll(sent: readonly unknown[], caller: Principal, path?: string): ParsedCommand[] {
  if (sent.length > COMMANDS_MAX) throw tooMany(sent.length);
  const actor = actorOf(caller);
  const parsed = sent.map((raw) => parseCommand(raw, actor));
  parsed.forEach((each, i) => {
    if (each.ok) requirePermission(caller, each.command, path ?? `[${i}]`);
  });
  return parsed;
}

function tooMany(count: number): Problem {
  const message = `has ${count} commands; at most ${COMMANDS_MAX} are taken at once`;
  return new Problem(400, 'PAYLOAD_INVALID', `The array ${message}.`, {
    details: { fields: [{ path: 'body', message }] },
  });
}
