/** Response headers that keep the pages to themselves: nothing is loaded from, or shown in, another site. */
import type { RequestHandler } from 'express';

const POLICY = [
  "default-src 'self'",
  // MapLibre runs its worker from a blob where a module worker is not to be had.
  "worker-src 'self' blob:",
  "img-src 'self' data: blob:",
  // MapLibre and Svelte set style attributes.
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self' ws: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  next();
};
