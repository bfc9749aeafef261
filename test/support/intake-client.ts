/** Requests to the intake of a product. */
import { INTAKE_TOKEN, type Product } from './product.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: {
    accepted?: number;
    refused?: { index: number; field: string; reason: string }[];
    error_code?: string;
    title?: string;
    detail?: string;
  };
}

/** Sends a body with the tests' token. */
export async function post(
  product: Product,
  body: string | Buffer,
  headers: Record<string, string> = {},
  path = '/intake/events',
): Promise<Answer> {
  const response = await fetch(`${product.intakeUrl}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${INTAKE_TOKEN}`,
      'content-type': 'application/cloudevents+json',
      ...headers,
    },
    body: body as BodyInit,
  });
  const text = await response.text();
  const { status } = response;
  return { status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as Answer['body'] };
}

export const postJson = (product: Product, body: unknown, path?: string) =>
  post(product, JSON.stringify(body), { 'content-type': 'application/json' }, path);
