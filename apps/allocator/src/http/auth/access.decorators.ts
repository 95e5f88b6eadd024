import { applyDecorators, createParamDecorator, SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Principal, TokenRole } from '#platform';

export const ACCESS = 'allocator:access';
export type Access =
  { readonly open: true } | { readonly open: false; readonly roles: readonly TokenRole[] };

export type AuthenticatedRequest = FastifyRequest & { principal?: Principal };

/** No token needed: for what a load balancer or a scraper asks. */
export const Open = () => SetMetadata<string, Access>(ACCESS, { open: true });

/** A token with one of these roles; `admin` is always enough. */
export const For = (...roles: TokenRole[]) =>
  applyDecorators(SetMetadata<string, Access>(ACCESS, { open: false, roles }), ApiBearerAuth());

/** The principal that the guard let in. */
export const Caller = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal === undefined) throw new Error('an open route has no caller');
    return principal;
  },
);
