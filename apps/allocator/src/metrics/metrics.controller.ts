import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Open } from '../http/auth/access.decorators.js';
import { METRICS } from '../tokens.js';
import type { Metrics } from './metrics.js';

@ApiTags('health')
@Controller('metrics')
@Open()
export class MetricsController {
  constructor(@Inject(METRICS) private readonly metrics: Metrics) {}

  @Get()
  @ApiOperation({ summary: 'What this process counts, in the format of Prometheus' })
  @ApiResponse({ status: 200, description: 'Metrics', content: { 'text/plain': {} } })
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    const { registry } = this.metrics;
    const text = await registry.metrics();
    void reply.header('content-type', registry.contentType).send(text);
  }
}
