/**
 * Which sources have fallen silent, looked at each minute: what the log got since the look before is added to what is known of
 * each source. While the feed is behind, or the store away, it is we who hear nothing: what was found last stands.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { kindLog } from '../../clickhouse/kind-log.ts';
import type { LogPosition } from '../../clickhouse/log-part.ts';
import { MINUTE_MS, readSourceActivity, type SourceActivity } from '../../clickhouse/source-activity.ts';
import type { SourcesAnswer } from '../../contract/api.ts';
import { MAX_SOURCES } from '../../contract/quality.ts';
import type { StreamName } from '../../contract/streams.ts';
import { formatTime } from '../../contract/time.ts';
import { FaultRest } from '../../errors/fault-rest.ts';
import type { ServerFaults } from '../server-faults.ts';
import type { Board } from '../state/board.ts';
import type { Ticker } from '../ticker.ts';
import { silenceAt, SOME_MINUTES } from './silence.ts';
import { unmappedUnit } from './standings.ts';

const LOOK_EVERY_MS = 60_000;
/** A source of which nothing was stored for so long is one no more. */
const KNOWN_MS = 30 * 86_400_000;
/** Minutes with an event that are kept of a source. */
const MAX_MINUTES = 500;
/** Names of a heartbeat. */
const MAX_NAMED = 20;

interface KindSources {
  board: Board;
  sources: Map<string, SourceActivity>;
  /** The log has been read up to here. */
  readTo: readonly LogPosition[];
  answer: SourcesAnswer | undefined;
}

export class SourceWatch {
  readonly #ticker: Ticker;
  readonly #client: ClickHouseClient;
  readonly #faults: ServerFaults;
  readonly #kinds: readonly KindSources[];
  /** How far the figures hold each log. */
  readonly #ends = new Map<StreamName, readonly LogPosition[]>();
  readonly #rest = new FaultRest(LOOK_EVERY_MS);
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(ticker: Ticker, client: ClickHouseClient, faults: ServerFaults) {
    this.#ticker = ticker;
    this.#client = client;
    this.#faults = faults;
    this.#kinds = ticker.boards.all.map((board) => ({
      ...{ board, sources: new Map(), readTo: [], answer: undefined },
    }));
  }

  /** Names of those that are silent, of any kind of cases; at most {@link MAX_NAMED}. */
  get silent(): string[] {
    const names = this.#kinds.flatMap(({ answer }) =>
      (answer?.sources ?? []).flatMap(({ source, isSilent }) => (isSilent ? [source] : [])),
    );
    return [...new Set(names)].sort().slice(0, MAX_NAMED);
  }

  /** As of the last look; undefined before the first one. */
  answerOf(board: Board): SourcesAnswer | undefined {
    return this.#kinds.find((one) => one.board === board)?.answer;
  }

  start(): void {
    this.#ticker.on('tick', ({ stream, positions }) => this.#ends.set(stream, positions));
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([this.#ticker.whenLoaded, stopped]);
    while (!signal.aborted) {
      await this.#look();
      await sleep(this.#rest.restMs(LOOK_EVERY_MS), undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    try {
      for (const kind of this.#kinds) {
        if (kind.answer && this.#ticker.feedWatch.feed.state !== 'live') continue;
        await this.#read(kind, Date.now());
      }
      this.#rest.ended();
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      this.#rest.ended(this.#faults.failed(error, 'sources', 'the sources could not be looked at'));
    }
  }

  async #read(kind: KindSources, nowMs: number): Promise<void> {
    const log = kindLog(kind.board.counting);
    const to = this.#ends.get(log.stream) ?? [];
    const parts = to.map(({ kafkaPartition }) => {
      const from = kind.readTo.find((position) => position.kafkaPartition === kafkaPartition);
      return {
        kafkaPartition,
        ...(from && { from: { generation: from.generation, offset: from.nextOffset } }),
      };
    });
    const news = await readSourceActivity(
      this.#client,
      log,
      { parts, sinceMs: nowMs - KNOWN_MS },
      { sources: MAX_SOURCES, minutes: MAX_MINUTES },
    );
    for (const one of news) kind.sources.set(one.source, joined(kind.sources.get(one.source), one));
    kind.readTo = to;
    forget(kind.sources, nowMs);
    kind.answer = answerOf(kind, nowMs);
  }
}

/** The silent ones first. */
function answerOf({ board, sources }: KindSources, nowMs: number): SourcesAnswer {
  const calendar = board.deadlines.calendarOfUnit(unmappedUnit(board));
  const instants = (minutes: readonly number[]) => minutes.map((minute) => minute * MINUTE_MS);
  const all = [...sources.values()].map(({ source, lastEventAt, eventMinutes, storedMinutes }) => {
    const activity = {
      eventsMs: instants(eventMinutes),
      arrivalsMs: instants(storedMinutes),
      lastEventMs: lastEventAt,
    };
    const { isSilent } = silenceAt(nowMs, activity, calendar, SOME_MINUTES);
    return { source, lastEventAt: formatTime(lastEventAt), isSilent };
  });
  all.sort((a, b) => Number(b.isSilent) - Number(a.isSilent) || (a.source < b.source ? -1 : 1));
  return { kind: board.kind, asOf: formatTime(nowMs), sources: all };
}

function joined(known: SourceActivity | undefined, news: SourceActivity): SourceActivity {
  if (!known) return news;
  const latest = (a: readonly number[], b: readonly number[]) =>
    [...new Set([...a, ...b])].sort((x, y) => x - y).slice(-MAX_MINUTES);
  return {
    source: news.source,
    lastEventAt: Math.max(known.lastEventAt, news.lastEventAt),
    eventMinutes: latest(known.eventMinutes, news.eventMinutes),
    storedMinutes: latest(known.storedMinutes, news.storedMinutes),
  };
}

/** Of more than are kept those go that told longest ago. */
function forget(sources: Map<string, SourceActivity>, nowMs: number): void {
  const lastOf = ({ storedMinutes }: SourceActivity) => (storedMinutes.at(-1) ?? 0) * MINUTE_MS;
  const kept = [...sources.values()]
    .filter((one) => lastOf(one) >= nowMs - KNOWN_MS)
    .sort((a, b) => lastOf(b) - lastOf(a))
    .slice(0, MAX_SOURCES);
  sources.clear();
  for (const one of kept) sources.set(one.source, one);
}
