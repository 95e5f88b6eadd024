import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AlertView } from '#contracts';
import type { Operations } from '../../operations/operations.js';
import { OPERATIONS } from '../../tokens.js';
import { For } from '../auth/access.decorators.js';
import { DescribeAlerts } from '../docs/operator.docs.js';

@ApiTags('operator')
@Controller('api/alerts')
export class AlertsController {
  constructor(@Inject(OPERATIONS) private readonly operations: Operations) {}

  /** They are about the whole installation, so that a token of some venues sees them, too. */
  @Get()
  @For('operator')
  @DescribeAlerts()
  async list(): Promise<readonly AlertView[]> {
    return (await this.operations.alerts()).alerts;
  }
}
