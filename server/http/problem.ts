/** RFC 9457 problem details for refused requests. */
import type { ErrorRequestHandler, Response } from 'express';
import { STATUS_CODES } from 'node:http';
import type { Problem } from '../../contract/api.ts';
import { PeriodError } from '../../contract/watch-period.ts';
import { errorKind } from '../../errors/error-kind.ts';
import { IdentityError } from '../../identity/identity-error.ts';
import type { Refusals } from '../access/refusals.ts';
import type { Visitor } from '../access/visitors.ts';
import type { ServerFaults } from '../server-faults.ts';

const RETRY_AFTER_SECONDS = 2;

/** A parameter has a value that is not accepted. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly status = 400;
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

/** Refusals as they say, those of somebody known also in the audit log, 503 for an outage, 500 for a fault of ours, which is counted. */
export function handleErrors(faults: ServerFaults, refusals: Refusals): ErrorRequestHandler {
  return (error: Error & { status?: number; retryAfterSeconds?: number }, request, response, _next) => {
    const { status } = error;
    const isRefused = errorKind(error) === 'refusal' && status !== undefined;
    if (!isRefused) {
      // Not the address: whoever mistypes a page's address has the token in it.
      const route = request.route ? `${request.baseUrl}${String(request.route.path)}` : undefined;
      faults.failed(error, 'request', 'a request failed', { method: request.method, route });
    }
    const { visitor, route = request.method } = response.locals as { visitor?: Visitor; route?: string };
    // Who is not known is told 401.
    if (isRefused && status === 403 && visitor) refusals.note(request, visitor, route, error.message);
    if (response.headersSent) return void response.destroy();
    if (isRefused) return sendRefusal(response, error, status);
    if (errorKind(error) === 'outage') {
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      const detail = 'the store does not answer; try again';
      return sendProblem(response, { status: 503, title: 'Not available', detail });
    }
    const detail = 'the request could not be answered; it is logged';
    sendProblem(response, { status: 500, title: 'Internal error', detail });
  };
}

function sendRefusal(
  response: Response,
  error: Error & { retryAfterSeconds?: number },
  status: number,
): void {
  if (error instanceof ParameterError || error instanceof PeriodError) {
    const { field, value, accepted, message: detail } = error;
    return sendProblem(response, { status, title: 'Parameter refused', detail, field, value, accepted });
  }
  if (error.retryAfterSeconds !== undefined) response.set('Retry-After', String(error.retryAfterSeconds));
  // Errors of express and its parts quote addresses and name files.
  const isOurs = !('expose' in error) && !(error instanceof URIError);
  const detail = isOurs ? error.message : (STATUS_CODES[status] ?? 'refused');
  const reason = error instanceof IdentityError ? error.reason : undefined;
  sendProblem(response, { status, title: 'Refused', detail, ...(reason && { reason }) });
}
