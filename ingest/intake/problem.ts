/** RFC 9457 problem details. */
import type { Request, Response } from 'express';

export function sendProblem(
  response: Response,
  status: number,
  title: string,
  detail: string,
  more: Record<string, unknown> = {},
): void {
  const problem = { type: 'about:blank', title, status, detail, ...more };
  if (isPortal(response.req)) {
    // Its clients read these two, whatever the HTTP status is.
    response.status(status).json({ error_code: String(status), message: detail, ...problem });
  } else {
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** The national portal's clients read `error_code` and `message`. */
function isPortal(request: Request): boolean {
  return /^\/intake\/dvcqg\/?(?:\?|$)/i.test(request.originalUrl);
}
