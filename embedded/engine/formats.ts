const CONTENT_TYPES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^JSON.*EachRow|^NDJSON$/, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/, 'application/json; charset=UTF-8'],
  [/^(TabSeparated|TSV)/, 'text/tab-separated-values; charset=UTF-8'],
  [/^CSV/, 'text/csv; charset=UTF-8; header=absent'],
  [/^(RowBinary|Native|Parquet|Arrow|ORC|Avro|MsgPack)/, 'application/octet-stream'],
];

export function contentTypeOf(format: string): string {
  return CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'text/plain; charset=UTF-8';
}

const STREAMED = new Set(
  (
    'TabSeparated TSV TabSeparatedRaw TSVRaw Raw CSV CustomSeparated TSKV LineAsString RawBLOB RowBinary Native ' +
    'MsgPack BSONEachRow JSONEachRow JSONLines JSONL NDJSON PrettyJSONEachRow PrettyJSONLines PrettyNDJSON ' +
    'JSONStringsEachRow JSONCompactEachRow JSONCompactStringsEachRow'
  )
    .toLowerCase()
    .split(' '),
);

/**
 * The engine writes each piece of a streamed result as a document of its own: only formats whose rows need nothing
 * before, between or behind them can be put together again.
 */
export function isStreamed(format: string): boolean {
  return STREAMED.has(format.toLowerCase());
}
