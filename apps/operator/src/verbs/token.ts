import { openAuth, readConfig } from '#platform';
import { print, printJson } from '../terminal.js';
import type { TokenOptions } from '../usage/token.js';

export async function run(options: TokenOptions): Promise<void> {
  const { role, venues, subject, hours, json } = options;
  const { issuer } = await openAuth(readConfig());
  const principal = { subject: subject ?? role.join('+'), roles: role, venues };
  const token = await issuer.issue(principal, hours);
  await (json ? printJson({ token, ...principal, hours }) : print(token));
}
