/** The HTTP intake: events come in with a token and are answered when Kafka has acknowledged them. */
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Kafka, Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { isLoopback, SAFE_TOKEN_CHARACTERS } from '../../contract/environment.ts';
import type { TrustsProxy } from '../../http/client-address.ts';
import { errorKind } from '../../errors/error-kind.ts';
import { Faults } from '../../errors/faults.ts';
import { hasKnownHost } from '../../http/known-host.ts';
import { noStore, securityHeaders } from '../../http/security-headers.ts';
import { TokenAttempts } from '../../http/token-attempts.ts';
import { METADATA_MAX_AGE_MS } from '../group.ts';
import type { StreamEvents } from '../streams/stream-events.ts';
import { Admission } from './admission.ts';
import { requireSender, senderFinder, senderOf } from './bearer.ts';
import { IntakeMetrics } from './intake-metrics.ts';
import { IntakeRefusal } from './intake-refusal.ts';
import { KafkaAway, KafkaSender } from './kafka-sender.ts';
import { postEvents } from './post-events.ts';
import { postPortal } from './post-portal.ts';
import { sendProblem } from './problem.ts';
import { readBody, type BodyLimits } from './read-body.ts';
import type { Sender } from './senders.ts';
import { limitWrongTokens } from './wrong-tokens.ts';

const MIB = 1024 * 1024;
/** One request; 16 MiB are about 10,000 events. */
const BODY_LIMITS: BodyLimits = { bytes: 16 * MIB, withinMs: 60_000 };
const ADMISSION_LIMITS = { senderRequests: 64, requests: 256, senderBytes: 32 * MIB, bytes: 64 * MIB };
const MAX_REQUESTS_PER_MINUTE = 6_000;
/** A socket that sends no head of a request within this time is closed. */
const HEAD_WITHIN_MS = 10_000;
const MAX_CONNECTIONS = 1_000;
const RETRY_AFTER_SECONDS = 5;

export interface IntakeOptions {
  host: string;
  port: number;
  /** Whose tokens are accepted; without any, every request is refused. */
  senders: readonly Sender[];
  trustsProxy: TrustsProxy;
  /** How far ahead an event's time may lie. */
  eventAheadMaxMs: number;
  /** The streams whose events are accepted; an unknown type is refused in the words of the first. */
  streams: readonly StreamEvents[];
  kafka: Kafka;
  /** Resolves while the rest of the process is well, with its figures. */
  processMetrics: () => Promise<string>;
  log: Logger;
}

/** What the routes work with. */
export interface IntakeDeps {
  kafka: KafkaSender;
  /** The body of a request, whose room is held until it is answered. @throws IntakeRefusal */
  body: (request: Request, response: Response) => Promise<Buffer>;
  streams: readonly StreamEvents[];
  eventAheadMaxMs: number;
  metrics: IntakeMetrics;
}

type IntakeFaults = Faults<'request'>;

export interface Intake {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createIntake(options: IntakeOptions): Intake {
  const producer = options.kafka.producer({
    // kafkajs gives the sequence numbers of a request whose answer was lost to the next one, which the broker then
    // takes for a repetition and drops; a repeated event is harmless, a dropped one is not.
    idempotent: false,
    allowAutoTopicCreation: false,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    // The sender has its own queue: it hears of an outage soon and tries again.
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  const admission = new Admission(ADMISSION_LIMITS);
  const faults = new Faults(['request'], options.log);
  const metrics = new IntakeMetrics(() => admission.bytes, faults.counts);
  const body: IntakeDeps['body'] = (request, response) => {
    const room = admission.enter(senderOf(response).name);
    response.once('close', () => room.leave());
    return readBody(request, room, BODY_LIMITS);
  };
  const { streams, eventAheadMaxMs } = options;
  const deps = { kafka: new KafkaSender(producer), body, streams, eventAheadMaxMs, metrics };
  const server = createServer(
    {
      headersTimeout: HEAD_WITHIN_MS,
      requestTimeout: 2 * BODY_LIMITS.withinMs,
      connectionsCheckingInterval: 2_000,
    },
    createApp(options, deps, faults),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') metrics.passed('time');
    const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    else socket.destroy();
  });
  return {
    start: () => start(server, producer, options),
    stop: async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      await producer.disconnect();
    },
  };
}

async function start(server: Server, producer: Producer, options: IntakeOptions): Promise<void> {
  await producer.connect();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  options.log.info({ host: options.host, port: options.port }, 'intake listens');
  for (const { name, token } of options.senders)
    if (token.length < SAFE_TOKEN_CHARACTERS)
      options.log.warn(
        { sender: name },
        `the sender's token has fewer than ${SAFE_TOKEN_CHARACTERS} characters: it can be guessed`,
      );
}

function createApp(options: IntakeOptions, deps: IntakeDeps, faults: IntakeFaults): Express {
  const { metrics } = deps;
  const findSender = senderFinder(options.senders);
  const attempts = new TokenAttempts();
  metrics.watchTokens(attempts);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustsProxy);
  app.use(securityHeaders);
  app.get('/healthz', async (_request, response) => {
    await options.processMetrics();
    response.type('text').send('ok');
  });
  // Everything else needs a token.
  const onlyBeside = isLoopback(options.host);
  app.get('/metrics', async (request, response) => {
    if (onlyBeside && !hasKnownHost(request))
      return sendProblem(response, 403, 'Foreign host', 'accepted: localhost, 127.0.0.1, [::1]');
    const [ofProcess, own] = await Promise.all([options.processMetrics(), metrics.registry.metrics()]);
    response.type(metrics.registry.contentType).send(`${ofProcess}
${own}`);
  });
  app.use(
    '/intake',
    noStore,
    limitWrongTokens(attempts, options.trustsProxy, (token) => findSender(token) !== undefined),
    requireSender(findSender),
    rateLimit({
      windowMs: 60_000,
      limit: MAX_REQUESTS_PER_MINUTE,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (_request, response) => senderOf(response as Response).name,
      handler: () => {
        const detail = `accepted: ${MAX_REQUESTS_PER_MINUTE} requests a minute`;
        throw new IntakeRefusal(429, 'Too many requests', detail, 'rate');
      },
    }),
  );
  app.post('/intake/events', postEvents(deps));
  app.post('/intake/dvcqg', postPortal(deps));
  app.use((_request, response) =>
    sendProblem(response, 404, 'Not found', 'accepted: POST /intake/events, POST /intake/dvcqg'),
  );
  app.use(handleError(faults, metrics));
  return app;
}

function handleError(faults: IntakeFaults, metrics: IntakeMetrics): ErrorRequestHandler {
  return (error: Error & { status?: number }, request, response, _next) => {
    const kind = errorKind(error);
    if (kind === 'fault')
      faults.note(error, 'request', 'a request could not be handled', { method: request.method });
    if (response.headersSent || response.destroyed) return;
    if (error instanceof IntakeRefusal) {
      const { status, title, message, limit } = error;
      if (limit) metrics.passed(limit);
      if (status === 408) response.set('Connection', 'close');
      if (status === 429 && !response.get('Retry-After'))
        response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      sendProblem(response, status, title, message);
    } else if (error instanceof KafkaAway) {
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      const detail = 'nothing is known to be taken: send the same events again later';
      sendProblem(response, 503, 'Kafka is away', detail);
    } else if (error.status !== undefined && kind === 'refusal') {
      sendProblem(response, error.status, 'Refused', error.message);
    } else if (kind === 'outage') {
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      sendProblem(response, 503, 'Not available', 'a part of the intake does not answer; try again later');
    } else {
      sendProblem(response, 500, 'Internal error', 'the request could not be handled; it is logged');
    }
  };
}
