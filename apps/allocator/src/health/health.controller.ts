import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Open } from '../http/auth/access.decorators.js';
import { schema } from '../http/docs/schemas.js';
import { HEALTH } from '../tokens.js';
import type { Health } from './readiness.js';

@ApiTags('health')
@Controller('health')
@Open()
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: Health) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse({
    status: 200,
    description: 'It does',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { status: { enum: ['live'] } },
          required: ['status'],
        },
      },
    },
  })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether to send requests here, and what each dependency is like' })
  @ApiResponse({
    status: 200,
    description: 'Ready; `degraded`: serving, and something else needs people',
    content: { 'application/json': { schema: schema('Readiness') } },
  })
  @ApiResponse({
    status: 503,
    description: 'Not ready: a dependency is down, or the service is stopping',
    content: { 'application/json': { schema: schema('Readiness') } },
  })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const readiness = await this.health.readiness();
    void reply.status(readiness.status === 'not ready' ? 503 : 200).send(readiness);
  }
}
