/** The HTTP intake: events come in with a token and are answered when Kafka has acknowledged them. */
import { METADATA_MAX_AGE_MS } from '../group.ts';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import { createServer, type Server } from 'node:http';
import type { Kafka, Producer } from 'kafkajs';
import type { Logger } from 'pino';
import { SAFE_TOKEN_CHARACTERS } from '../../contract/environment.ts';
import type { TrustsProxy } from '../../http/client-address.ts';
import { noStore, securityHeaders } from '../../http/security-headers.ts';
import type { IngestMetrics } from '../metrics.ts';
import { TokenAttempts } from '../../http/token-attempts.ts';
import { bearerToken, requireToken, tokenCheck } from './bearer.ts';
import { postEvents } from './post-events.ts';
import { postPortal } from './post-portal.ts';
import { KafkaSender } from './kafka-sender.ts';
import { sendProblem } from './problem.ts';
import { limitWrongTokens } from './wrong-tokens.ts';

/** One request holds at most this much; about 10,000 events. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_REQUESTS_PER_MINUTE = 6_000;

export interface IntakeOptions {
  host: string;
  port: number;
  /** Accepted bearer tokens; without any, every request is refused. */
  tokens: string[];
  trustsProxy: TrustsProxy;
  /** An event's time may lie so far ahead. */
  eventAheadMaxMs: number;
  kafka: Kafka;
  metrics: IngestMetrics;
  log: Logger;
}

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
  const server = createServer(createApp(options, producer));
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
  if (options.tokens.some((token) => token.length < SAFE_TOKEN_CHARACTERS))
    options.log.warn(
      `INTAKE_TOKENS has one of fewer than ${SAFE_TOKEN_CHARACTERS} characters: it can be guessed`,
    );
}

function createApp(options: IntakeOptions, producer: Producer): Express {
  const isRight = tokenCheck(options.tokens);
  const attempts = new TokenAttempts();
  options.metrics.watchTokens(attempts);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustsProxy);
  app.use(securityHeaders);
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'));
  app.get('/metrics', async (_request, response) => {
    response.type(options.metrics.registry.contentType).send(await options.metrics.registry.metrics());
  });
  app.use(
    '/intake',
    noStore,
    limitWrongTokens(attempts, options.trustsProxy, isRight),
    requireToken(isRight),
    rateLimit({
      windowMs: 60_000,
      limit: MAX_REQUESTS_PER_MINUTE,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (request) => bearerToken(request) ?? '',
      handler: (_request, response) =>
        sendProblem(
          response,
          429,
          'Too many requests',
          `accepted: ${MAX_REQUESTS_PER_MINUTE} requests a minute`,
        ),
    }),
    express.raw({ type: () => true, limit: MAX_BODY_BYTES }),
  );
  const sender = new KafkaSender(producer);
  app.post('/intake/events', postEvents(sender, options.eventAheadMaxMs));
  app.post('/intake/dvcqg', postPortal(sender, options.eventAheadMaxMs));
  app.use((_request, response) =>
    sendProblem(response, 404, 'Not found', 'accepted: POST /intake/events, POST /intake/dvcqg'),
  );
  app.use(handleError(options.log));
  return app;
}

function handleError(log: Logger): ErrorRequestHandler {
  return (error: Error & { status?: number }, _request, response, _next) => {
    if (error.status === 413) {
      sendProblem(response, 413, 'Too large', `accepted: bodies up to ${MAX_BODY_BYTES} bytes`);
    } else if (error.status !== undefined && error.status < 500) {
      sendProblem(response, error.status, 'Refused', error.message);
    } else {
      log.error({ err: error }, 'a request failed');
      sendProblem(response, 500, 'Internal error', 'the request could not be handled; it is logged');
    }
  };
}
