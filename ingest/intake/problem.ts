/** RFC 9457 problem details. */
import type { Response } from 'express';

export function sendProblem(
  response: Response,
  status: number,
  title: string,
  detail: string,
  more: Record<string, unknown> = {},
): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }));
}
