import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { createGunzip, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ownStack } from '../support/own-stack.ts';

const url = ownStack().clickhouseUrl;
const database = `front_${randomUUID().replaceAll('-', '')}`;
const clients: ClickHouseClient[] = [];

function connect(options: Parameters<typeof createClient>[0] = {}): ClickHouseClient {
  const client = createClient({ url, database, log: { level: ClickHouseLogLevel.OFF }, ...options });
  clients.push(client);
  return client;
}

const client = connect();
const reader = connect({ username: 'reader' });

/** A raw request, for what the client does not do. */
function ask(params: Record<string, string>, body?: string | Buffer, headers: Record<string, string> = {}) {
  const query = new URLSearchParams(params).toString();
  const payload = typeof body === 'string' || body === undefined ? body : new Uint8Array(body);
  return fetch(
    `${url}/?${query}`,
    payload === undefined ? { headers } : { method: 'POST', body: payload, headers },
  );
}

async function rowsOf<T>(query: string, params: Record<string, unknown> = {}): Promise<T[]> {
  const result = await client.query({ query, format: 'JSONEachRow', query_params: params });
  return result.json<T>();
}

beforeAll(async () => {
  await connect({ database: 'default' }).command({ query: `CREATE DATABASE ${database}` });
  await client.command({
    query: 'CREATE TABLE points (id UInt32, name String, tags Array(String)) ENGINE = MergeTree ORDER BY id',
  });
});

afterAll(async () => {
  await client.command({ query: `DROP DATABASE ${database}` });
  await Promise.all(clients.map((open) => open.close()));
});

describe('asking', () => {
  test('ping answers, also as a SELECT', async () => {
    expect((await client.ping()).success).toBe(true);
    expect((await client.ping({ select: true })).success).toBe(true);
  });

  test('integers of 64 bits come as the server sends them, quoted only on request', async () => {
    const query = 'SELECT toUInt64(42) AS n';
    expect(await (await client.query({ query, format: 'JSONEachRow' })).json()).toEqual([{ n: 42 }]);
    const clickhouse_settings = { output_format_json_quote_64bit_integers: 1 } as const;
    const quoted = await client.query({ query, format: 'JSONEachRow', clickhouse_settings });
    expect(await quoted.json()).toEqual([{ n: '42' }]);
    // A setting is that query's alone.
    expect(await rowsOf(query)).toEqual([{ n: 42 }]);
  });

  test('JSON and JSONCompactEachRow', async () => {
    const query = 'SELECT number AS n FROM numbers(3)';
    const json = await (await client.query({ query, format: 'JSON' })).json<{ n: number }>();
    expect(json.data).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    const compact = await client.query({ query, format: 'JSONCompactEachRow' });
    expect(await compact.json()).toEqual([[0], [1], [2]]);
  });

  test('parameters of many types, never mixed between queries that run at the same time', async () => {
    const query = `SELECT {a:Array(String)} AS a, {d:DateTime64(3)} AS d, {n:Nullable(String)} AS n,
      {s:String} AS s, {b:Bool} AS b, {i:Int64} AS i, {day:Date} AS day, {m:Map(String, UInt8)} AS m`;
    const ask = (i: number) =>
      rowsOf(query, {
        a: [`it's ${i}`, 'tab\tline\n\\'],
        d: new Date(Date.UTC(2021, 9, 4, 0, 0, 0, 123)),
        n: null,
        s: `{x:String} -- ${i}`,
        b: true,
        i: -i,
        day: '2021-10-04',
        m: { k: 1 },
      });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i + 1)));
    expect(answers).toEqual(
      answers.map((_, i) => [
        {
          a: [`it's ${i + 1}`, 'tab\tline\n\\'],
          d: '2021-10-04 00:00:00.123',
          n: null,
          s: `{x:String} -- ${i + 1}`,
          b: true,
          i: -(i + 1),
          day: '2021-10-04',
          m: { k: 1 },
        },
      ]),
    );
  });

  test('a parameter that is not given is refused, also after a query that gave it', async () => {
    expect(await rowsOf('SELECT {left:UInt8} AS x', { left: 1 })).toEqual([{ x: 1 }]);
    for (let i = 0; i < 10; i++)
      await expect(rowsOf('SELECT {left:UInt8} AS x')).rejects.toMatchObject({ code: '456' });
  });

  test('parameters in a form, as the client sends long ones', async () => {
    const result = await client.query({
      query: 'SELECT length({s:String}) AS n',
      format: 'JSONEachRow',
      query_params: { s: 'x'.repeat(100_000) },
      use_multipart_params: true,
    });
    expect(await result.json()).toEqual([{ n: 100_000 }]);
  });

  test('a large result streams', async () => {
    let rows = 0;
    const result = await client.query({
      query: 'SELECT number FROM numbers(2000000)',
      format: 'JSONEachRow',
    });
    for await (const batch of result.stream()) rows += batch.length;
    expect(rows).toBe(2_000_000);
  });

  test('an error in the middle of a stream reaches the client as what it is', async () => {
    const query = 'SELECT throwIf(number = 1500000) FROM numbers(2000000) SETTINGS max_block_size = 10000';
    const result = await client.query({ query, format: 'JSONEachRow' });
    const readAll = async () => {
      for await (const _ of result.stream());
    };
    await expect(readAll()).rejects.toMatchObject({ code: '395' });
  });

  test.each(['JSON', 'JSONCompact', 'XML', 'CSVWithNames', 'JSONCompactEachRowWithNames', 'Parquet'])(
    'a result in pieces is one document, also with totals and extremes: %s',
    async (format) => {
      const bodies = await Promise.all(
        [
          'SELECT number AS n FROM numbers(200000)',
          'SELECT number % 3 AS k, count() AS n FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k SETTINGS extremes = 1',
        ].map(async (sql) => (await ask({}, `${sql} FORMAT ${format}`)).arrayBuffer()),
      );
      const [pieces = '', totals = ''] = bodies.map((body) => Buffer.from(body).toString('latin1'));
      if (format.startsWith('JSON') && !format.endsWith('WithNames')) {
        expect((JSON.parse(pieces) as { data: unknown[] }).data).toHaveLength(200_000);
        expect(Object.keys(JSON.parse(totals) as object)).toEqual(
          expect.arrayContaining(['data', 'totals', 'extremes']),
        );
      }
      const starts = {
        XML: '<?xml',
        CSVWithNames: '"n"\n',
        JSONCompactEachRowWithNames: '["n"]',
        Parquet: 'PAR1',
      };
      const start = starts[format as keyof typeof starts] ?? '"meta"';
      // Parquet has its mark at both ends.
      expect(pieces.split(start)).toHaveLength(format === 'Parquet' ? 3 : 2);
    },
  );

  test('four streams inserted side by side come back whole as JSON', async () => {
    const values = (from: number) =>
      Readable.from(Array.from({ length: 100 }, (_, i) => ({ id: 900_000 + from + i, name: 'n' })));
    const insert = (from: number) =>
      client.insert({ table: 'points', values: values(from), format: 'JSONEachRow' });
    await Promise.all([0, 100, 200, 300].map(insert));
    const query = 'SELECT id FROM points WHERE id >= 900000 AND id < 901000 ORDER BY id';
    const json = await (await client.query({ query, format: 'JSON' })).json<{ id: number }>();
    expect(json.data.map(({ id }) => id)).toEqual(Array.from({ length: 400 }, (_, i) => 900_000 + i));
  });

  test('what a broken statement had written does not stand before the next result', async () => {
    for (let i = 0; i < 10; i++) {
      const broken = await ask({}, 'SELECT throwIf(number = 3) FROM numbers(10) FORMAT JSON');
      expect(broken.ok).toBe(false);
      expect(await (await ask({}, 'SELECT 1 AS n FORMAT JSONEachRow')).text()).toBe('{"n":1}\n');
    }
  });

  test.each(['gzip', 'deflate'] as const)('errors can be inflated: %s', async (encoding) => {
    const inflate = (body: Buffer) => (encoding === 'gzip' ? gunzipSync(body) : inflateSync(body)).toString();
    const query = 'SELECT throwIf(number = 1500000) FROM numbers(2000000) SETTINGS max_block_size = 10000';
    const raw = await new Promise<Buffer>((resolve) => {
      const to = `${url}/?${new URLSearchParams({ query, enable_http_compression: '1' })}`;
      const chunks: Buffer[] = [];
      request(to, { headers: { 'Accept-Encoding': encoding } }, (answer) => {
        expect(answer.headers['content-encoding']).toBe(encoding);
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        // The answer breaks off behind the marks.
        answer.once('error', () => resolve(Buffer.concat(chunks)));
      }).end();
    });
    expect(inflate(raw)).toMatch(/__exception__\r\n[^]*Code: 395\.[^]*__exception__\r\n$/);
    const early = await ask({ query: 'SELECT no_such', enable_http_compression: '1' }, undefined, {
      'Accept-Encoding': encoding,
    });
    expect([early.status, await early.text()]).toEqual([400, expect.stringMatching(/^Code: 47\./)]);
    const never = await ask({ query: 'SELECT 1', enable_http_compression: '1' }, undefined, {
      'Accept-Encoding': `${encoding};q=0`,
    });
    expect(never.headers.get('content-encoding')).toBe(null);
  });

  test('a client that goes away ends its query, also one that still waits for its turn', async () => {
    const marker = randomUUID();
    const query = `SELECT sum(sipHash64(number)), '${marker}' FROM numbers(20000000000)`;
    // More than there are lanes.
    const goingAway = Array.from({ length: 30 }, (_, i) => {
      const stop = AbortSignal.timeout(300 - 5 * i);
      return client.query({ query, format: 'JSONEachRow', abort_signal: stop });
    });
    const ends = await Promise.allSettled(goingAway);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    await expect
      .poll(
        () =>
          rowsOf(
            `SELECT countIf(query NOT LIKE '%processes%') AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND position(query, {marker:String}) > 0`,
            {
              marker,
            },
          ),
        { timeout: 20_000 },
      )
      .toEqual([{ n: 0 }]);
  });

  test('settings, a time limit among them, hold for their query alone', async () => {
    const slow = { query: 'SELECT sum(sipHash64(number)) FROM numbers(20000000000)' };
    const limited = client.query({ ...slow, clickhouse_settings: { max_execution_time: 0.2 as never } });
    await expect(limited).rejects.toMatchObject({ code: '159', type: 'TIMEOUT_EXCEEDED' });
    expect(await rowsOf("SELECT getSetting('max_execution_time') AS n")).toEqual([{ n: 0 }]);
    const unknown = client.query({ query: 'SELECT 1', clickhouse_settings: { no_such: '1' } as never });
    await expect(unknown).rejects.toMatchObject({ code: '115' });
    expect(await rowsOf('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('compression both ways', async () => {
    const packed = connect({ compression: { request: true, response: true } });
    await packed.insert({ table: 'points', values: [{ id: 900, name: 'gzip' }], format: 'JSONEachRow' });
    const result = await packed.query({ query: 'SELECT number FROM numbers(500000)', format: 'JSONEachRow' });
    expect(await result.json()).toHaveLength(500_000);
    const deflated = await ask({}, deflateSync('SELECT 1'), { 'content-encoding': 'deflate' });
    expect(await deflated.text()).toBe('1\n');
    const gzipped = await ask({}, gzipSync('SELECT 2'), { 'content-encoding': 'gzip' });
    expect(await gzipped.text()).toBe('2\n');
    const raw = await client.exec({
      query: 'SELECT 3 FORMAT TSV',
      clickhouse_settings: { enable_http_compression: 1 },
      http_headers: { 'Accept-Encoding': 'gzip' },
      decompress_response_stream: false,
    });
    expect(await text(raw.stream.pipe(createGunzip()))).toBe('3\n');
  });

  test('answers carry what clients look for', async () => {
    const id = randomUUID();
    const ok = await ask({ query: 'SELECT 1 FORMAT JSON', query_id: id });
    expect(ok.headers.get('x-clickhouse-query-id')).toBe(id);
    expect(ok.headers.get('x-clickhouse-format')).toBe('JSON');
    expect(ok.headers.get('content-type')).toContain('application/json');
    expect(await (await ask({ query: 'SELECT 1', default_format: 'JSONEachRow' })).text()).toBe('{"1":1}\n');
    const bad = await ask({}, 'SELECT 1 FROM nowhere');
    expect([bad.status, bad.headers.get('x-clickhouse-exception-code')]).toEqual([404, '60']);
    expect(await bad.text()).toMatch(/^Code: 60\. DB::Exception: .*\(UNKNOWN_TABLE\) \(version \d+\./);
  });

  test('session_id keeps temporary tables and settings, other queries do not see them', async () => {
    const session_id = randomUUID();
    await client.command({ query: 'CREATE TEMPORARY TABLE mine (x UInt8)', session_id });
    await client.command({ query: 'SET max_threads = 7', session_id });
    await client.insert({ table: 'mine', values: [{ x: 1 }], format: 'JSONEachRow', session_id });
    const query = "SELECT x, getSetting('max_threads') AS t FROM mine";
    const result = await client.query({ query, format: 'JSONEachRow', session_id });
    expect(await result.json()).toEqual([{ x: 1, t: 7 }]);
    await expect(client.query({ query })).rejects.toMatchObject({ code: '60' });
    await client.command({ query: 'SET max_threads = 9' });
    expect(await rowsOf("SELECT getSetting('max_threads') != 9 AS usual")).toEqual([{ usual: 1 }]);
  });
});

describe('inserting', () => {
  const countOf = async (from: number) =>
    (
      await rowsOf<{ n: number }>(
        `SELECT count() AS n FROM points WHERE id >= ${from} AND id < ${from + 100_000}`,
      )
    )[0]?.n;

  test('rows as an array, as a stream, and none at all', async () => {
    const name = 'Bình Phước\n\n"quoted"\t\\';
    await client.insert({ table: 'points', values: [{ id: 1, name, tags: ['a'] }], format: 'JSONEachRow' });
    expect(await rowsOf('SELECT name, tags FROM points WHERE id = 1')).toEqual([{ name, tags: ['a'] }]);
    const values = Readable.from(Array.from({ length: 500 }, (_, i) => ({ id: 200_000 + i })));
    const streamed = await client.insert({ table: 'points', values, format: 'JSONEachRow' });
    expect(streamed.summary?.written_rows).toBe('500');
    expect(await countOf(200_000)).toBe(500);
    await client.insert({ table: 'points', values: Readable.from([]), format: 'JSONEachRow' });
  });

  test('RowBinary with every byte value and empty lines inside', async () => {
    const names = Array.from({ length: 300 }, (_, i) =>
      Buffer.from([0x0a, 0x0a, i % 256, 0x3b, 0x27, 0x00, 0x0d, 0x0a, 0x0a]),
    );
    const bytes = Buffer.concat(
      names.flatMap((name, i) => {
        const id = Buffer.alloc(4);
        id.writeUInt32LE(300_000 + i);
        return [id, Buffer.from([name.length]), name];
      }),
    );
    const { stream } = await client.exec({
      query: 'INSERT INTO points (id, name) FORMAT RowBinary',
      values: Readable.from([bytes], { objectMode: false }),
    });
    await buffer(stream);
    const found = await rowsOf<{ h: string }>(
      'SELECT hex(name) AS h FROM points WHERE id >= 300000 AND id < 300300 ORDER BY id',
    );
    expect(found.map((row) => row.h.toLowerCase())).toEqual(names.map((name) => name.toString('hex')));
  });

  test.each(['Native', 'Parquet', 'RowBinaryWithNamesAndTypes', 'CSVWithNames', 'Values', 'TSV'])(
    'what was read as %s can be inserted as it',
    async (format) => {
      const query = `SELECT toUInt32(400000 + number) AS id, 'a\\n\\nb' AS name FROM numbers(1000) FORMAT ${format}`;
      const bytes = Buffer.from(await (await ask({}, query)).arrayBuffer());
      const answer = await ask({ database, query: `INSERT INTO points (id, name) FORMAT ${format}` }, bytes);
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      expect(JSON.parse(answer.headers.get('x-clickhouse-summary') ?? '{}')).toMatchObject({
        written_rows: '1000',
      });
      expect(await countOf(400_000)).toBe(1000);
      await client.command({ query: 'DELETE FROM points WHERE id >= 400000 AND id < 500000' });
    },
  );

  test('statement and rows together in the body, an empty line between rows', async () => {
    const body =
      'INSERT INTO points (id, name) FORMAT JSONEachRow\n{"id":500000,"name":"é"}\n\n{"id":500001}';
    expect((await ask({ database }, body)).status).toBe(200);
    await ask(
      { database },
      "INSERT INTO points (id, name) VALUES (500002, 'a;b'),\n\n(500003, 'FORMAT TSV')",
    );
    await ask({ database, query: 'INSERT INTO points (id) VALUES (500004)' }, ',(500005)');
    await ask({ database }, 'INSERT INTO points (id) SETTINGS max_threads = 1 FORMAT TSV\n500006\n500007\n');
    await ask({ database }, 'INSERT INTO points (id) SELECT 500008');
    expect(await countOf(500_000)).toBe(9);
  });

  test('input() and materialized views', async () => {
    await client.command({ query: 'CREATE TABLE seen (n UInt64) ENGINE = MergeTree ORDER BY n' });
    await client.command({
      query: 'CREATE MATERIALIZED VIEW seen_mv TO seen AS SELECT count() AS n FROM points WHERE id >= 600000',
    });
    const query = "INSERT INTO points (id) SELECT x + 1 FROM input('x UInt32') FORMAT TSV";
    const answer = await ask({ database, query }, '600000\n600001\n600002\n');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(await rowsOf('SELECT sum(n) AS n FROM seen')).toEqual([{ n: 3 }]);
    await client.command({ query: 'DROP VIEW seen_mv' });
  });

  test('a bad row is named, and nothing of the insert stays', async () => {
    const values = Readable.from(['{"id":700000}\n{"id":"x"}\n'], { objectMode: false });
    const bad = client.exec({ query: 'INSERT INTO points FORMAT JSONEachRow', values });
    const error: unknown = await bad.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ClickHouseError);
    expect(error).toMatchObject({ code: '27', type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED' });
    expect((error as Error).message).not.toContain('rows-');
    expect(await countOf(700_000)).toBe(0);
  });

  test('inserts and reads go on beside a long report', { timeout: 60_000 }, async () => {
    const stop = new AbortController();
    const query = 'SELECT sum(sipHash64(number)) FROM numbers(20000000000)';
    const report = client.query({ query, abort_signal: stop.signal }).then(
      () => 'finished',
      () => 'stopped',
    );
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const start = performance.now();
      await client.insert({ table: 'points', values: [{ id: 800_000 + i }], format: 'JSONEachRow' });
      await rowsOf('SELECT count() AS n FROM points WHERE id = 800000');
      times.push(performance.now() - start);
    }
    stop.abort();
    expect(await report).toBe('stopped');
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(500);
  });
});

describe('who may what', () => {
  test('the read-only user reads, and is refused to write by the engine', async () => {
    expect(await (await reader.query({ query: 'SELECT 1 AS x', format: 'JSONEachRow' })).json()).toEqual([
      { x: 1 },
    ]);
    const refused = { code: '164', type: 'READONLY' };
    await expect(reader.command({ query: 'DROP TABLE points' })).rejects.toMatchObject(refused);
    await expect(
      reader.insert({ table: 'points', values: [{ id: 1 }], format: 'JSONEachRow' }),
    ).rejects.toMatchObject(refused);
    await expect(reader.command({ query: 'INSERT INTO points (id) SELECT 1' })).rejects.toMatchObject(
      refused,
    );
    await expect(
      reader.command({ query: 'SELECT 1', clickhouse_settings: { readonly: '0' } }),
    ).resolves.toBeDefined();
  });

  test('GET and readonly=1 change nothing', async () => {
    const get = await ask({ database, query: 'TRUNCATE TABLE points' });
    expect(get.headers.get('x-clickhouse-exception-code')).toBe('164');
    const post = await ask({ database, readonly: '1' }, 'TRUNCATE TABLE points');
    expect(post.headers.get('x-clickhouse-exception-code')).toBe('164');
  });

  test('credentials in headers or the URL; wrong ones are refused alike', async () => {
    const asReader = { 'x-clickhouse-user': 'reader', 'x-clickhouse-key': '' };
    expect((await ask({ query: 'SELECT 1' }, undefined, asReader)).status).toBe(200);
    expect((await ask({ query: 'SELECT 1', user: 'reader', password: '' })).status).toBe(200);
    const wrongPassword = connect({ username: 'reader', password: 'x' }).query({ query: 'SELECT 1' });
    await expect(wrongPassword).rejects.toMatchObject({ code: '516', type: 'AUTHENTICATION_FAILED' });
    const nobody = connect({ username: 'nobody' }).query({ query: 'SELECT 1' });
    await expect(nobody).rejects.toMatchObject({ code: '516' });
  });

  test('an unknown database is refused', async () => {
    const elsewhere = connect({ database: 'no_such' }).query({ query: 'SELECT 1' });
    await expect(elsewhere).rejects.toMatchObject({ code: '81', type: 'UNKNOWN_DATABASE' });
  });
});

describe('what is closed', () => {
  /** The status of a request as a browser, or another program, would send it; `fetch` sends no Host of its own. */
  function statusOf(headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', headers: { 'Content-Type': 'text/plain', ...headers } };
      const sent = request(url, options, (answer) => resolve(answer.resume().statusCode));
      sent
        .on('error', reject)
        .end('CREATE TABLE IF NOT EXISTS default.from_a_page (x UInt8) ENGINE = Memory');
    });
  }

  test.each<Record<string, string>>([
    { Origin: 'https://attacker.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-origin' },
    { Host: 'attacker.example:8123' },
    { Host: '203.0.113.7' },
  ])('a page of a browser and a foreign name are refused: %j', async (headers) => {
    expect(await statusOf(headers)).toBe(403);
    expect(await rowsOf("SELECT count() AS n FROM system.tables WHERE name = 'from_a_page'")).toEqual([
      { n: 0 },
    ]);
  });

  test('by localhost and by the address it answers', async () => {
    const { port } = new URL(url);
    for (const Host of [`localhost:${port}`, `127.0.0.1:${port}`]) expect(await statusOf({ Host })).toBe(200);
    await client.command({ query: 'DROP TABLE default.from_a_page' });
  });

  const FAR = 'http://127.0.0.1:1';
  const closed = (sql: string, format = 'TSV') => ask({ database }, `${sql} FORMAT ${format}`);
  test.each([
    "file('/etc/passwd', 'LineAsString')",
    "filesystem('/etc')",
    `url('${FAR}', 'TSV', 'x String')`,
    `s3('${FAR}/bucket/key', 'TSV', 'x String')`,
    `gcs('${FAR}/bucket/key', 'TSV', 'x String')`,
    `hdfs('hdfs://127.0.0.1:1/a', 'TSV', 'x String')`,
    `deltaLake('${FAR}/bucket/key')`,
    `iceberg('${FAR}/bucket/key')`,
    "icebergLocal('/etc')",
    "remote('127.0.0.1:1', 'system', 'one')",
    "remoteSecure('127.0.0.1:1', 'system', 'one')",
    "mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'x Int8')",
    "redis('127.0.0.1:1', 'k', 'k String, v String')",
    "sqlite('/etc/passwd', 't')",
    "odbc('DSN=x', 'a', 'b')",
  ])('the table function %s', async (source) => {
    const answer = await closed(`SELECT * FROM ${source}`);
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([403, '497']);
  });

  test.each([
    ["SELECT file('/etc/passwd')", '497'],
    ["INSERT INTO FUNCTION file('/tmp/x', 'TSV', 'x UInt8') SELECT 1", '497'],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", '497'],
    ["INSERT INTO points FROM INFILE '/etc/passwd'", '497'],
    [`CREATE TABLE far (x UInt8) ENGINE = URL('${FAR}', TSV)`, '497'],
    ['CREATE TABLE far (x UInt8) ENGINE = File(TSV)', '497'],
    ["CREATE TABLE far (x UInt8) ENGINE = Kafka('127.0.0.1:1', 'a', 'b', 'TSV')", '497'],
    ["CREATE DATABASE far ENGINE = Filesystem('/etc')", '497'],
    [
      `CREATE DICTIONARY far (x UInt64) PRIMARY KEY x SOURCE(HTTP(url '${FAR}' format 'TSV')) LAYOUT(FLAT()) LIFETIME(0)`,
      '497',
    ],
    ["BACKUP TABLE points TO File('/tmp/x')", '497'],
    [`CREATE NAMED COLLECTION far AS url = '${FAR}'`, '497'],
    ['CREATE FUNCTION far AS x -> x', '497'],
    ['SYSTEM SHUTDOWN', '497'],
    ["SELECT 1 SETTINGS format_template_resultset = '/etc/passwd'", '452'],
    ["SELECT 1 SETTINGS additional_result_filter = '1'", '452'],
  ])('%s', async (sql, code) => {
    const answer = await ask({ database }, sql);
    expect([answer.headers.get('x-clickhouse-exception-code'), answer.ok]).toEqual([code, false]);
  });

  test('an expression among the rows of VALUES', async () => {
    const answer = await ask(
      { database, query: 'INSERT INTO points (name) VALUES' },
      "(file('/etc/passwd'))",
    );
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('497');
  });
});
