/** Environment -> typed configuration: a wrong value stops the start with one line that names it. */
import { z } from 'zod';

/** A variable has a value that is not accepted; the message is the one line to print. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

const SECRET = /PASSWORD|TOKEN|SECRET|KEY|WEBHOOK|SMTP_URL/;

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

/** The newest first: what a message is signed with, and while its receiver is told another one also the older one. */
export const webhookSecrets = z.string().transform((text, context) => {
  const secrets = parseWebhookSecrets(text);
  if (secrets) return secrets;
  context.addIssue({ code: 'custom', message: ACCEPTED_WEBHOOK_SECRETS });
  return z.NEVER;
});

export const ACCEPTED_WEBHOOK_SECRETS =
  'expected whsec_ and base64 of at least 24 bytes, or two of them separated by a space, the newer one first';

function parseWebhookSecrets(text: string): string[] | undefined {
  const secrets = text.trim().split(/\s+/);
  const areRight = secrets.length <= 2 && secrets.every((one) => webhookSecret.safeParse(one).success);
  return areRight ? secrets : undefined;
}

const ACCEPTED_OWN_SECRETS =
  'expected the URL of a webhook and its secret (whsec_ and base64 of at least 24 bytes), and while it is changed the older one too, separated by spaces';

/**
 * URL of a webhook -> its own secrets, as of {@link webhookSecrets}: lines of `URL whsec_NEW [whsec_OLD]`. Empty lines and those
 * that begin with `#` say nothing. What is wrong is said by the number of its line and nothing of what stands in it.
 */
export const ownWebhookSecrets = z.string().transform((text, context) => {
  const own = new Map<string, string[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, address = '', rest = ''] = /^\s*(\S+)\s+(.+)$/.exec(line) ?? [];
    const secrets = parseWebhookSecrets(rest);
    const url = httpUrl.safeParse(address).success ? new URL(address).href : undefined;
    const isTwice = url !== undefined && own.has(url);
    if (url === undefined || !secrets || isTwice) {
      const accepted = isTwice
        ? 'the URL stands in a line before; expected one line for each'
        : ACCEPTED_OWN_SECRETS;
      context.addIssue({ code: 'custom', message: `line ${index + 1}: ${accepted}` });
      return z.NEVER;
    }
    own.set(url, secrets);
  }
  return own;
});

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the start; otherwise when the server offers it. */
  isSecure: boolean;
  /** Undefined: the server asks for none. */
  login: { user: string; password: string } | undefined;
}

const ACCEPTED_SMTP_URL = 'expected smtp://[USER:PASSWORD@]HOST[:PORT], or smtps:// for TLS from the start';

export const smtpUrl = z.string().transform((text, context): MailServer => {
  const server = URL.canParse(text) ? mailServer(new URL(text)) : undefined;
  if (server) return server;
  context.addIssue({ code: 'custom', message: ACCEPTED_SMTP_URL });
  return z.NEVER;
});

function mailServer({ protocol, hostname, port: named, pathname, username, password }: URL) {
  const isSecure = protocol === 'smtps:';
  const isRight =
    (isSecure || protocol === 'smtp:') &&
    hostname !== '' &&
    ['', '/'].includes(pathname) &&
    (username === '') === (password === '') &&
    [username, password].every(isDecodable);
  if (!isRight) return undefined;
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(named || (isSecure ? 465 : 587)),
    isSecure,
    login: username
      ? { user: decodeURIComponent(username), password: decodeURIComponent(password) }
      : undefined,
  };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export interface MailSender {
  name: string;
  address: string;
}

/** `NAME <ADDRESS>`, or the address alone. */
export const mailSender = z.string().transform((text, context): MailSender => {
  const [, name = '', address = ''] = /^([^<>"\p{Cc}]*)<(\S+)>$/u.exec(text.trim()) ?? ['', '', text.trim()];
  if (/^[^\s<>@,;"\p{Cc}]+@[a-z0-9.-]+$/iu.test(address)) return { name: name.trim(), address };
  context.addIssue({ code: 'custom', message: ACCEPTED_SENDER });
  return z.NEVER;
});

export const ACCEPTED_SENDER = 'expected a name and an address, such as Trung tâm điều hành <ioc@example.vn>';

/** An address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i.test(host);
}
