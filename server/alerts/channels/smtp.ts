/** One mail handed to the mail server: each step within a time, all of them within another. */
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isLoopback, type MailServer } from '../../../contract/environment.ts';
import { NotTaken } from './channel.ts';

export interface MailTimes {
  stepMs: number;
  wholeMs: number;
}
const TIMES: MailTimes = { stepMs: 10_000, wholeMs: 30_000 };
const MAX_ANSWER_BYTES = 65_536;
/** Of what the mail server answered, in an error. */
const MAX_DETAIL = 300;

export interface RawMail {
  from: string;
  to: string;
  raw: Buffer;
}

/** What nodemailer says of a failure, as far as it goes by an answer of the mail server. */
interface SmtpError extends Error {
  responseCode?: number;
  command?: string;
}

/**
 * Resolves when the mail server has taken the mail. With a login, TLS is required but on this machine: whoever stands between
 * could take the offer of it out of the answer.
 *
 * @param maySend asked when the connection and the login stand, before `MAIL FROM`
 * @throws NotTaken by the server's answer, or Error saying why there was none.
 */
export async function sendMail(
  { server, times = TIMES }: { server: MailServer; times?: MailTimes | undefined },
  { from, to, raw }: RawMail,
  maySend: () => boolean,
): Promise<void> {
  const { stepMs, wholeMs } = times;
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.isSecure,
    requireTLS: !server.isSecure && server.login !== undefined && !isLoopback(server.host),
    dnsTimeout: stepMs,
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  let deadline: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const late = new Error(`the mail was not taken within ${wholeMs / 1_000} s`);
      deadline = setTimeout(() => reject(late), wholeMs);
      connection.on('error', reject);
      connection.on('end', () => reject(new Error('it closed the connection')));
      talk(connection, server, { from, to, raw }, maySend).then(resolve, reject);
    });
    connection.quit();
  } catch (error) {
    throw judged(error as SmtpError);
  } finally {
    clearTimeout(deadline);
    connection.close();
  }
}

async function talk(
  connection: SMTPConnection,
  { login }: MailServer,
  { from, to, raw }: RawMail,
  maySend: () => boolean,
): Promise<void> {
  await step((done) => connection.connect(done));
  if (login) await step((done) => connection.login({ user: login.user, pass: login.password }, done));
  if (!maySend()) throw new Error('the mail may not be sent: nothing was sent');
  await step((done) => connection.send({ from, to: [to], size: raw.length }, raw, done));
}

function step(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

/** What a server says of the sender or the login is the operator's to mend; of the recipient or the mail, it stays. */
function judged(error: SmtpError): Error {
  const detail = error.message.replace(/\s+/g, ' ').slice(0, MAX_DETAIL);
  const { responseCode: code, command } = error;
  if (code === undefined) return new Error(`the mail server: ${detail}`);
  const isOfMail = command === 'RCPT TO' || command === 'DATA';
  return new NotTaken(`the mail server: ${detail}`, { isFinal: code >= 500 && isOfMail });
}
