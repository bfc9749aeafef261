import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { caseFields, caseKey } from '../../contract/case-fields.ts';
import { KindCounting } from '../../contract/kind-counting.ts';
import { localDay } from '../../contract/time.ts';
import { Faults } from '../../errors/faults.ts';
import { fieldsReader } from '../../ingest/decoding/event-fields.ts';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { Refusals } from '../../server/access/refusals.ts';
import type { Audit } from '../../server/access/audit.ts';
import { Admission } from '../../server/admission/admission.ts';
import { CaseFiles, type FileOf } from '../../server/http/case-files.ts';
import { handleErrors } from '../../server/http/problem.ts';
import { SERVER_FAULT_PLACES } from '../../server/server-faults.ts';
import { Board } from '../../server/state/board.ts';
import { Deadlines } from '../../server/state/cases/deadlines.ts';
import { kindDue } from '../../server/state/cases/due-rule.ts';
import { UnitDirectory } from '../../server/state/cases/unit-directory.ts';
import { LogPass } from '../../server/state/log/log-pass.ts';
import { csvRows } from '../support/csv-rows.ts';

const NOW_MS = Date.parse('2021-10-15T10:00:00+07:00');
/** More than what lies between a server and a reader that does not read. */
const MANY = 100_000;
const BOUNDS = { rows: { csv: MANY, xlsx: 3 }, stalledMs: 300 };
const SOON = { timeout: 30_000, interval: 20 };

let board: Board;
let servers: Server[] = [];
beforeAll(async () => {
  const pack = await loadProvincePack('sample/binh-phuoc');
  const kind = pack.kinds.find(({ kind }) => kind === 'feedback');
  if (!kind) throw new Error('the sample has no feedback');
  const directory = new UnitDirectory(pack, localDay(NOW_MS));
  const deadlines = new Deadlines(pack, pack.procedures, directory.units);
  const table = caseFields(kind);
  board = new Board({
    ...{ pack, directory, deadlines, table, reductions: {} },
    ...{ counting: new KindCounting(kind), dueRule: kindDue(kind), pass: new LogPass() },
  });
  await board.countLoaded(NOW_MS);
  const told = fieldsReader(table, 'snapshot')({ status: kind.statuses[0]?.code, officer: { name: '=1+1' } });
  const row = board.store.joinEvent({ code: caseKey('feedback', 'F-1'), eventTime: NOW_MS, ...told });
  board.advance(new Map([[row, NOW_MS]]), NOW_MS);
});
afterEach(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  servers = [];
});

/** A server whose list is the one case so many times over. `seen`: how many rows it has looked at. */
async function serve(total: number, format: 'csv' | 'xlsx') {
  const { scans, files } = new Admission();
  const noted: string[] = [];
  const audit: Pick<Audit, 'note'> = { note: (...row) => void noted.push(`${row[2]} ${row[4]}`) };
  const caseFiles = new CaseFiles(scans, files, audit, BOUNDS);
  const state = { seen: 0 };
  const of: FileOf = {
    ...{ board, edition: 'asNow' },
    list: (limit) =>
      Promise.resolve({
        rows: new Array<number>(Math.min(total, limit)).fill(0),
        keys: [],
        total,
        next: undefined,
      }),
    isOpen: () => ++state.seen > 0,
  };
  const app = express();
  app.get('/', (request, response) => {
    response.locals['visitor'] = { identity: 'somebody', name: 'somebody' };
    return caseFiles.send(request, response, of, format);
  });
  const log = pino({ enabled: false });
  const faults = new Faults(SERVER_FAULT_PLACES, log);
  app.use(handleErrors(faults, new Refusals(audit as Audit)));
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, port, files, caseFiles, state, noted, faults };
}

it('a file holds each row once, says how many come, and is noted', async () => {
  const { url, noted } = await serve(1_700, 'csv');
  const response = await fetch(url);
  const rows = csvRows(await response.text());
  expect(response.headers.get('x-rows')).toBe('1700');
  expect(rows).toHaveLength(1_701);
  expect(new Set(rows.slice(1).map((row) => row.join('|'))).size).toBe(1);
  expect(rows[1]).toContain("'=1+1");
  expect(noted).toEqual([expect.stringMatching(/^exported 1700 rows/)]);
});

it('a list with more rows than a file may have is refused by name, counted and not noted', async () => {
  const { url, caseFiles, noted } = await serve(4, 'xlsx');
  const response = await fetch(url);
  expect([response.status, await response.json()]).toEqual([
    400,
    expect.objectContaining({ field: 'format', value: 'xlsx of 4 cases' }),
  ]);
  expect([caseFiles.tooLarge, noted]).toEqual([1, []]);
});

it('who gives up a file ends the work for it', async () => {
  const { url, files, state, faults } = await serve(MANY, 'csv');
  const gone = new AbortController();
  const response = await fetch(url, { signal: gone.signal });
  await response.body?.getReader().read();
  expect(files.running).toBe(1);
  gone.abort();
  await expect.poll(() => files.running, SOON).toBe(0);
  expect(files.givenUp).toBe(1);
  expect(state.seen).toBeLessThan(MANY);
  expect(faults.counts.request).toBe(0);
});

it('a reader that takes nothing is let go, so that others have their turn', async () => {
  const { port, files, caseFiles, state } = await serve(MANY, 'csv');
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await expect.poll(() => caseFiles.stalled, SOON).toBe(1);
  await expect.poll(() => files.running, SOON).toBe(0);
  expect(state.seen).toBeLessThan(MANY);
  socket.destroy();
});
