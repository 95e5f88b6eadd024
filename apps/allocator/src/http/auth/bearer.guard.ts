import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { TokenError } from '#platform';
import type { Principal, TokenVerifier } from '#platform';
import { TOKEN_VERIFIER } from '../../tokens.js';
import { Problem } from '../problems/problem.js';
import { ACCESS } from './access.decorators.js';
import type { Access, AuthenticatedRequest } from './access.decorators.js';
import { hasRole } from './principal.js';

/** Guards every route. A route that does not say who may use it is used by nobody. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(TOKEN_VERIFIER) private readonly verifier: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access?.open === true) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    request.principal = await this.authenticate(request.headers.authorization);
    if (access === undefined || !hasRole(request.principal, access.roles)) {
      throw new Problem(403, 'FORBIDDEN', 'The token has none of the roles this needs.', {
        details: { roles: access === undefined ? [] : [...access.roles, 'admin'] },
      });
    }
    return true;
  }

  private async authenticate(header: string | undefined): Promise<Principal> {
    const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1];
    if (token === undefined) throw new Problem(401, 'UNAUTHENTICATED', 'There is no bearer token.');
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      throw unverified(error);
    }
  }
}

/**
 * A token that cannot be judged now is not refused for good: its key server may be back in a
 * moment.
 */
function unverified(error: unknown): unknown {
  if (!(error instanceof TokenError)) return error;
  if (error.code === 'TOKEN_KEYS_UNAVAILABLE') {
    return new Problem(503, 'TOKEN_KEYS_UNAVAILABLE', error.message, { retryAfterSeconds: 5 });
  }
  return new Problem(401, 'UNAUTHENTICATED', error.message);
}
