/** `/api/v1/cases/KIND/CODE/notes` and `/remind`: what people write to a case that is open to them, and that they ask for it. */
import type { Request, RequestHandler, Response } from 'express';
import { randomUUID } from 'node:crypto';
import type { StoredNote } from '../../clickhouse/case-notes-table.ts';
import {
  MAX_CASE_NOTES,
  MAX_NOTE_TEXT,
  MAX_REMINDER_TEXT,
  type CaseNote,
  type CaseNotes as Answer,
} from '../../contract/case-note.ts';
import { formatTime } from '../../contract/time.ts';
import type { Audit } from '../access/audit.ts';
import { maySeeUnit, visitorOf } from '../access/http-access.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { CaseNotes } from '../notes/case-notes.ts';
import { ReminderRefused, type Reminders } from '../notes/reminders.ts';
import type { Board } from '../state/board.ts';
import type { Boards } from '../state/boards.ts';
import { codeOf } from '../state/cases/case-item.ts';
import { askerOf } from './asker.ts';
import { Fields } from './body.ts';
import { namedCase } from './named-case.ts';
import { ParameterError, sendProblem } from './problem.ts';

const ID = /^[\w-]{8,64}$/;
/** Control characters but tab and line break. */
const UNSEEN = /[^\P{Cc}\t\n]/u;

export interface NoteRoutesDeps {
  notes: CaseNotes;
  reminders: Reminders;
  boards: Boards;
  cases: Turnstile;
  audit: Audit;
}

export class NoteRoutes {
  readonly #deps: NoteRoutesDeps;

  constructor(deps: NoteRoutesDeps) {
    this.#deps = deps;
  }

  get canRemind(): boolean {
    return this.#deps.reminders.isLoaded;
  }

  readonly list: RequestHandler = async (request, response) => {
    const one = this.#open(request, response);
    if (!one) return;
    const { cases, notes } = this.#deps;
    const { kind, code } = one;
    const written = await cases.run(askerOf(response), `notes ${kind}/${code}`, () => notes.of(kind, code));
    const answer: Answer = {
      items: written.map(noteItem),
      room: Math.max(0, MAX_CASE_NOTES - written.length),
    };
    response.json(answer);
  };

  /** {text, id?}: 201, or 200 when the id was sent before. */
  readonly add: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['text', 'id']);
    const text = textOf(fields);
    const id = idOf(fields);
    const one = this.#open(request, response);
    if (!one) return;
    const visitor = visitorOf(response);
    const { kind, code } = one;
    const { note, isNew } = await this.#deps.notes.add(askerOf(response), {
      ...{ id, kind, code, sort: 'note', text },
      ...{ identity: `${visitor.kind} ${visitor.name}`, who: visitor.title },
    });
    if (isNew) this.#deps.audit.note(request, visitor, 'noteAdded', `${kind}/${code}`);
    response.status(isNew ? 201 : 200).json(noteItem(note));
  };

  /** `POST /api/v1/cases/KIND/CODE/remind` {text?, id?}: as a note; 409 and 429 say by `field` why nobody is reminded. */
  readonly remind: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['text', 'id']);
    const text = seen('text', fields.optionalText('text', MAX_REMINDER_TEXT) ?? '', 0, MAX_REMINDER_TEXT);
    const id = idOf(fields);
    const one = this.#open(request, response);
    if (!one) return;
    const visitor = visitorOf(response);
    const { kind, code } = one;
    const by = { id, kind, code, text, identity: `${visitor.kind} ${visitor.name}`, who: visitor.title };
    try {
      const { note, isNew } = await this.#deps.reminders.remind(askerOf(response), one, by);
      if (isNew)
        this.#deps.audit.note(request, visitor, 'caseReminded', `${kind}/${code}`, note.told.join(', '));
      response.status(isNew ? 201 : 200).json(noteItem(note));
    } catch (error) {
      if (!(error instanceof ReminderRefused)) throw error;
      const { status, field, message: detail, retryAfterSeconds } = error;
      if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
      sendProblem(response, { status, title: 'Nobody is reminded', detail, field });
    }
  };

  /** The case that the path names; undefined when the request has been answered: one that is not open is not there. */
  #open(
    request: Request,
    response: Response,
  ): { board: Board; row: number; kind: string; code: string } | undefined {
    const path = request.path.replace(/\/[a-z]+$/, '');
    const { board, keys, asked } = namedCase(path, this.#deps.boards, visitorOf(response));
    const { store } = board;
    const row = Math.max(...keys.map((key) => store.codes.get(key)));
    if (row >= 0 && store.exists(row) && maySeeUnit(response, board.unitNumber(row)))
      return { board, row, kind: board.kind, code: codeOf(board, row) };
    const detail = `no case of the kind ${board.kind} has the code ${JSON.stringify(asked)}`;
    sendProblem(response, { status: 404, title: 'Not found', detail, field: 'code', value: asked });
    return undefined;
  }
}

function textOf(fields: Fields): string {
  return seen('text', fields.text('text', MAX_NOTE_TEXT), 1, MAX_NOTE_TEXT);
}

/** Without what cannot be seen around it. */
function seen(field: string, value: string, min: number, max: number): string {
  const text = value.replaceAll('\r\n', '\n').normalize('NFC').trim();
  if (text.length >= min && !UNSEEN.test(text)) return text;
  throw new ParameterError(field, `${text.length} characters`, `${min} to ${max} that can be seen`);
}

function idOf(fields: Fields): string {
  const id = fields.optionalText('id') ?? randomUUID();
  if (!ID.test(id)) throw new ParameterError('id', id.slice(0, 64), '8 to 64 letters, digits, - and _');
  return id;
}

function noteItem({ id, at, sort, who, text, told }: StoredNote): CaseNote {
  return { id, at: formatTime(at), sort, who, text, told };
}
