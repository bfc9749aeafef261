/** A mail server on this machine that keeps what it takes, and refuses what it is told to. */
import { simpleParser, type ParsedMail } from 'mailparser';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface TakenMail {
  from: string;
  to: string[];
  raw: string;
  mail: ParsedMail;
}

export class MailServer {
  readonly taken: TakenMail[] = [];
  /** Commands in order: CONNECT, AUTH, MAIL, RCPT, DATA. */
  readonly steps: string[] = [];
  /** Step -> what it is refused with; or a wait that does not end. */
  readonly refusals = new Map<string, { responseCode: number; message: string } | 'hang'>();
  /** The last mail came by TLS. */
  isSecure = false;
  readonly #server: SMTPServer;

  constructor(options: SMTPServerOptions = {}) {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onConnect: (_session, done) => this.#step('CONNECT', done),
      onAuth: ({ username = '' }, _session, done) =>
        this.#step('AUTH', (error) => (error ? done(error) : done(null, { user: username }))),
      onMailFrom: (_address, _session, done) => this.#step('MAIL', done),
      onRcptTo: (_address, _session, done) => this.#step('RCPT', done),
      onData: (stream, { envelope, secure }, done) => {
        this.isSecure = secure;
        void buffer(stream).then(async (raw) => {
          const mail = await simpleParser(raw);
          this.#step('DATA', (error) => {
            if (error) return done(error);
            const { mailFrom, rcptTo } = envelope;
            const from = mailFrom ? mailFrom.address : '';
            this.taken.push({ from, to: rcptTo.map(({ address }) => address), raw: raw.toString(), mail });
            done();
          });
        });
      },
      ...options,
    });
    // A client that breaks off is no fault of the test's.
    this.#server.on('error', () => undefined);
  }

  /** @returns its port on 127.0.0.1. */
  async start(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((done) => void this.#server.close(() => done()));
  }

  #step(name: string, done: (error?: Error | null) => void): void {
    this.steps.push(name);
    const refusal = this.refusals.get(name);
    if (refusal === 'hang') return;
    if (!refusal) return done(null);
    done(Object.assign(new Error(refusal.message), { responseCode: refusal.responseCode }));
  }
}
