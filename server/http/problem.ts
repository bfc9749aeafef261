/** RFC 9457 problem details for refused requests. */
import type { ErrorRequestHandler, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import type { Logger } from 'pino';
import type { Problem } from '../../contract/api.ts';
import { PeriodError } from '../../contract/watch-period.ts';

/** A parameter has a value that is not accepted. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly field: string;
  readonly value: unknown;
  readonly accepted: string;

  constructor(field: string, value: unknown, accepted: string) {
    super(`${field} is ${JSON.stringify(value) ?? 'missing'}; accepted: ${accepted}`);
    this.field = field;
    this.value = value;
    this.accepted = accepted;
  }
}

export function sendProblem(response: Response, problem: Omit<Problem, 'type'>): void {
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...problem }));
}

export function handleErrors(log: Logger): ErrorRequestHandler {
  return (error: Error & { status?: number; retryAfterSeconds?: number }, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof ParameterError || error instanceof PeriodError) {
      const { field, value, accepted, message } = error;
      return sendProblem(response, {
        status: 400,
        title: 'Parameter refused',
        detail: message,
        field,
        value,
        accepted,
      });
    }
    if (error.status !== undefined && (error.status < 500 || error.retryAfterSeconds !== undefined)) {
      if (error.retryAfterSeconds !== undefined) response.set('Retry-After', String(error.retryAfterSeconds));
      // Errors of express and its parts quote addresses and name files.
      const isOurs = !('expose' in error) && !(error instanceof URIError);
      const detail = isOurs ? error.message : (STATUS_CODES[error.status] ?? 'refused');
      return sendProblem(response, { status: error.status, title: 'Refused', detail });
    }
    // Not the address: whoever mistypes a page's address has the token in it.
    const route = request.route ? `${request.baseUrl}${String(request.route.path)}` : undefined;
    log.error({ err: error, method: request.method, route }, 'a request failed');
    sendProblem(response, {
      status: 503,
      title: 'Not available',
      detail: 'the store does not answer; try again',
    });
  };
}
