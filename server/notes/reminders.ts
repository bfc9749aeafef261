/**
 * Reminds whoever handles a case, through the channels of the alerts: the officer, or who stands in for one without a contact
 * (telling/routing.ts). Whichever server leads sends the message; the reminder stands among the notes of the case.
 */
import type { ClickHouseClient } from '@clickhouse/client';
import { createHash } from 'node:crypto';
import { isMessageKnown } from '../../clickhouse/alert-acts-table.ts';
import type { CaseNoteRow, StoredNote } from '../../clickhouse/case-notes-table.ts';
import type { Audience } from '../../contract/alerts.ts';
import { REMINDER_PAUSE_MINUTES } from '../../contract/case-note.ts';
import type { Asker } from '../admission/turnstile.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { newAct } from '../alerts/book/act-log.ts';
import { isOpen, type CaseRow } from '../alerts/telling/content.ts';
import { MAX_WAITING_OF_ENDPOINT } from '../alerts/telling/planner.ts';
import type { Route, Routed } from '../alerts/telling/routing.ts';
import { officerAt } from '../state/cases/case-item.ts';
import type { CaseNotes } from './case-notes.ts';

const PAUSE_MS = REMINDER_PAUSE_MINUTES * 60_000;

/** As whom somebody is told who stands in. */
const AUDIENCE_OF: Record<Routed['by'], Audience> = {
  ...{ officer: 'officer', head: 'head', leader: 'leader', centre: 'centre' },
  ...{ unit: 'head', default: 'centre' },
};

/** Nobody is reminded: `field` is what stands in the way. */
export class ReminderRefused extends Error {
  override readonly name = 'ReminderRefused';
  readonly status: 409 | 429 | 503;
  readonly field: 'status' | 'contact' | 'pause' | 'waiting';
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: ReminderRefused['status'],
    field: ReminderRefused['field'],
    message: string,
    retryAfterMs?: number,
  ) {
    super(message);
    this.status = status;
    this.field = field;
    this.retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000);
  }
}

export interface RemindersDeps {
  alerts: Alerts;
  notes: CaseNotes;
  client: ClickHouseClient;
}

export class Reminders {
  readonly #deps: RemindersDeps;

  constructor(deps: RemindersDeps) {
    this.#deps = deps;
  }

  /** The alerts are known, so messages can be decided. */
  get isLoaded(): boolean {
    return this.#deps.alerts.acts.isLoaded;
  }

  /** As {@link CaseNotes.add}. @throws ReminderRefused too */
  remind(
    asker: Asker,
    one: CaseRow,
    by: Pick<CaseNoteRow, 'id' | 'kind' | 'code' | 'identity' | 'who' | 'text'>,
  ): Promise<{ note: StoredNote; isNew: boolean }> {
    return this.#deps.notes.add(asker, { ...by, sort: 'reminder' }, (written, nowMs) => {
      demandOpen(one);
      demandPause(written, nowMs);
      return this.#tell(one, by);
    });
  }

  /** Decides the messages; answers who is told. Asked again after it was broken off, it decides nothing twice. */
  async #tell(
    { board, row }: CaseRow,
    { id, kind, code, who, text }: Pick<CaseNoteRow, 'id' | 'kind' | 'code' | 'who' | 'text'>,
  ): Promise<string[]> {
    const { alerts, client } = this.#deps;
    const unit = board.directory.units[board.unitNumber(row)]?.code ?? '';
    const { routes, by } = alerts.routing.routed(unit, 'officer', officerAt(board, row));
    if (routes.length === 0)
      throw new ReminderRefused(
        409,
        'contact',
        `nobody can be told of a case of the unit ${unit}: accepted: a contact of its officer or head in contacts.csv, an address in units.csv, or ALERT_WEBHOOK_URL, with a channel that the server has`,
      );
    const open = routes.filter(
      ({ endpoint }) => alerts.acts.book.waitingFor(endpoint.address) < MAX_WAITING_OF_ENDPOINT,
    );
    if (open.length === 0)
      throw new ReminderRefused(
        503,
        'waiting',
        `too many messages wait for who is to be told; accepted: up to ${MAX_WAITING_OF_ENDPOINT}`,
        PAUSE_MS,
      );
    for (const route of open) {
      const message = messageId(id, route);
      if (await isMessageKnown(client, message)) continue;
      const { channel, address } = route.endpoint;
      const template = route.endpoint.channel === 'chat' ? route.endpoint.template.name : '';
      const to = { channel, address, template, recipient: route.recipient, audience: AUDIENCE_OF[by] };
      await alerts.acts.write([newAct('told', { message, kind, code, unit, who, note: text, ...to })]);
    }
    return open.map(({ recipient, endpoint }) => recipient || this.#shown(endpoint));
  }

  #shown(endpoint: Route['endpoint']): string {
    return this.#deps.alerts.channels[endpoint.channel]?.shown(endpoint) ?? endpoint.channel;
  }
}

function demandOpen(one: CaseRow): void {
  if (!isOpen(one))
    throw new ReminderRefused(409, 'status', 'the case is closed; accepted: one that is open');
}

function demandPause(written: readonly StoredNote[], nowMs: number): void {
  const last = written.find(({ sort }) => sort === 'reminder');
  const leftMs = last ? last.at + PAUSE_MS - nowMs : 0;
  if (leftMs > 0)
    throw new ReminderRefused(
      429,
      'pause',
      `the case was reminded of less than ${REMINDER_PAUSE_MINUTES} minutes ago; accepted: one reminder in ${REMINDER_PAUSE_MINUTES} minutes`,
      leftMs,
    );
}

/** The same for the same reminder and endpoint. */
function messageId(note: string, { endpoint }: Route): string {
  const hash = createHash('sha256')
    .update([note, endpoint.channel, endpoint.address].join('\n'))
    .digest('hex');
  return `msg_${hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')}`;
}
