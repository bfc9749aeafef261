/**
 * The name of a person of a sign-in service: its issuer and subject, which alone the service promises never to give to somebody
 * else. It has `#` and so is never a local account.
 */
import { IdentityError } from './identity-error.ts';

/** Visible ASCII, case matters (OpenID Connect Core, 2). */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

/** @throws IdentityError */
export function providedName(issuer: string, subject: string): string {
  if (!URL.canParse(issuer) || issuer.length > 200)
    throw new IdentityError(
      `issuer: ${JSON.stringify(issuer)}; accepted: the address of a sign-in service, as OIDC_ISSUER has it`,
    );
  if (!SUBJECT.test(subject))
    throw new IdentityError(
      `subject: ${JSON.stringify(subject.slice(0, 300))}; accepted: 1 to 255 visible ASCII characters`,
    );
  return `${new URL(issuer).href}#${subject}`;
}
