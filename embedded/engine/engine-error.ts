/** An error that the engine, or the front in its name, answers with; `code` and `type` as ClickHouse numbers them. */
export class EngineError extends Error {
  override name = 'EngineError';
  readonly code: number;

  /** @param text ClickHouse's own text: `Code: 60. DB::Exception: ... (UNKNOWN_TABLE)`. */
  constructor(text: string) {
    super(text);
    this.code = Number(/^Code: (\d+)/.exec(text)?.[1] ?? 1001);
  }

  static of(code: number, type: string, message: string): EngineError {
    return new EngineError(`Code: ${code}. DB::Exception: ${message}. (${type})`);
  }
}

/**
 * Any failure as an engine error. The spool's file names are the front's own business and are left out, and to the
 * engine every user is `default`.
 */
export function toEngineError(error: unknown, userName = 'default'): EngineError {
  if (error instanceof EngineError) {
    const [engines, own] = ['DB::Exception: default: ', `DB::Exception: ${userName}: `];
    return userName === 'default' ? error : new EngineError(error.message.replace(engines, own));
  }
  const message = error instanceof Error ? error.message : String(error);
  if (!message.startsWith('Code: ')) return EngineError.of(1001, 'STD_EXCEPTION', message);
  return new EngineError(
    message
      .replace(/^(Code: \d+\. DB::Exception: )\1/, '$1')
      .replace(/:? ?\(in file\/uri [^)]*\)/g, '')
      .replace(/: While executing File: data for INSERT was parsed from file/, '')
      .replace(/(\([A-Z_]+\)) \(version [^)]*\)\. \1$/, '$1'),
  );
}

const STATUS_OF_CODE: ReadonlyArray<readonly [number, readonly number[]]> = [
  [400, [6, 26, 27, 36, 38, 41, 43, 47, 53, 62, 69, 70, 72, 117, 168, 456, 457, 675, 676]],
  [401, [194]],
  [403, [192, 193, 497, 516]],
  [404, [46, 50, 56, 60, 63, 73, 81, 115, 336]],
  [408, [159]],
  [413, [307]],
  [501, [48]],
  [503, [76, 202, 439]],
];

/** The HTTP status that ClickHouse's server gives the code; whatever it does not name is 500. */
export function statusOf(code: number): number {
  return STATUS_OF_CODE.find(([, codes]) => codes.includes(code))?.[0] ?? 500;
}
