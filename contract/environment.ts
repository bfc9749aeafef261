/** Environment -> typed configuration: a wrong value stops the start with one line that names it. */
import { z } from 'zod';

/** A variable has a value that is not accepted; the message is the one line to print. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const SECRET = /PASSWORD|TOKEN|SECRET|KEY|WEBHOOK/;

/**
 * Parses the environment with a schema of string inputs. Variables set to the empty string count as not set.
 *
 * @throws EnvironmentError naming the first wrong variable, its value (masked when secret) and what is accepted.
 */
export function parseEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  env: Record<string, string | undefined>,
): z.output<Schema> {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = issue?.path.join('.') ?? '';
  const shown = set[name]?.replace(/\/\/[^/@]*@/g, '//***@');
  const value = SECRET.test(name) ? '***' : JSON.stringify(shown ?? null);
  throw new EnvironmentError(`${name}: ${value} is not accepted: ${issue?.message ?? 'wrong value'}`);
}

/** A TCP port. */
export const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'expected a port from 1 to 65535')
    .transform(Number)
    .refine((value) => value >= 1 && value <= 65_535, 'expected a port from 1 to 65535')
    .default(fallback);

/** A duration. */
export const milliseconds = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected milliseconds from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `expected milliseconds from ${min} to ${max}`);

/** `host:port[,host:port...]`. */
export const brokerList = z
  .string()
  .regex(/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/, 'expected host:port[,host:port...]')
  .transform((text) => text.split(','));

export const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'expected an http or https URL such as http://127.0.0.1:8123',
});

/** A shorter token can be guessed: it is taken, and the log says so. */
export const SAFE_TOKEN_CHARACTERS = 16;

/** What messages of the Standard Webhooks form are signed with. */
export const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/=]{32,}$/, 'expected whsec_ and base64 of at least 24 bytes');

/** An address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}
