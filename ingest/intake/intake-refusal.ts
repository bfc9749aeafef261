/** Why a request as a whole is not taken: thrown where it is found, answered in one place. */

/** What `intake_refused_requests_total` counts by. */
export const LIMITS = [
  'bytes',
  'depth',
  'items',
  'values',
  'time',
  'requests',
  'bytesInFlight',
  'rate',
] as const;

export class IntakeRefusal extends Error {
  override readonly name = 'IntakeRefusal';
  readonly status: number;
  readonly title: string;
  /** The limit that was passed, when it was one. */
  readonly limit: (typeof LIMITS)[number] | undefined;

  constructor(status: number, title: string, detail: string, limit?: (typeof LIMITS)[number]) {
    super(detail);
    this.status = status;
    this.title = title;
    this.limit = limit;
  }
}
