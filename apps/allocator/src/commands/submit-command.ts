import { Inject } from '@nestjs/common';
import { Command as BusCommand, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Command, CommandOutcome } from '#contracts';
import type { Submitter } from '#event-sourcing';
import { COMMANDS } from '../tokens.js';

/** Asks for one command's effect; answered after the commit, never before. */
export class SubmitCommand extends BusCommand<CommandOutcome> {
  constructor(readonly command: Command) {
    super();
  }
}

@CommandHandler(SubmitCommand)
export class SubmitCommandHandler implements ICommandHandler<SubmitCommand> {
  constructor(@Inject(COMMANDS) private readonly commands: Submitter<Command, CommandOutcome>) {}

  execute({ command }: SubmitCommand): Promise<CommandOutcome> {
    return this.commands.submit(command);
  }
}
