/** Response headers that keep the pages to themselves: nothing is loaded from, sent to, or shown in, another site. */
import type { RequestHandler } from 'express';

const POLICY = [
  "default-src 'self'",
  // MapLibre runs its worker from a blob where a module worker is not to be had.
  "worker-src 'self' blob:",
  "img-src 'self' data: blob:",
  // MapLibre and Svelte set style attributes.
  "style-src 'self' 'unsafe-inline'",
  // WebSockets to the same host are 'self' too.
  "connect-src 'self'",
  "form-action 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

const YEAR_SECONDS = 365 * 86_400;

export const securityHeaders: RequestHandler = (request, response, next) => {
  response.set({
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // By plain HTTP a browser would ignore it, and other services of this host may have no TLS.
    ...(request.secure && { 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}` }),
  });
  next();
};

/** For answers with data: no browser, disk or proxy keeps them. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
