import type { SignInRefusalCode } from '../../contract/sign-in.ts';

/** What the sign-in service said lets nobody in. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly code: SignInRefusalCode;
  /** What of it is told: a role, a scope, a subject. */
  readonly value: string;

  /** `detail`: for the audit log. */
  constructor(code: SignInRefusalCode, detail: string, value = '') {
    super(detail);
    this.code = code;
    this.value = value.slice(0, 255);
  }
}
