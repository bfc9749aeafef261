/**
 * Tells viewers how many alerts are open to them, when they come and as soon as that changes. Those to whom the same is open are
 * told the same; who cannot keep up is told when it can, as things stand then.
 */
import type { Namespace, Socket } from 'socket.io';
import type { AlertsChanged } from '../../contract/alerts.ts';
import type { ClientToServer, ServerToClient } from '../../contract/live.ts';
import type { Visitor } from '../access/visitors.ts';
import { isInSight, maySeeAlert } from '../alerts/alert-sight.ts';
import type { ActLog } from '../alerts/book/act-log.ts';
import type { BookChange } from '../alerts/book/alert-book.ts';
import type { Boards } from '../state/boards.ts';
import type { ViewerData } from './rooms.ts';

/** At most four a second to each. */
const TELL_EVERY_MS = 250;
/** More are not named one by one. */
const MAX_NAMED = 100;

/** What is told of. */
export interface OpenAlerts {
  acts: Pick<ActLog, 'book'>;
  on(event: 'changed', listener: (change: BookChange) => void): unknown;
}

type Viewers = Namespace<ClientToServer, ServerToClient, object, ViewerData>;
type Viewer = Socket<ClientToServer, ServerToClient, object, ViewerData>;

export class AlertNotices {
  readonly #viewers: Viewers;
  readonly #alerts: OpenAlerts;
  readonly #boards: Boards;
  #changed = new Set<string>();
  #units = new Set<string>();
  /** Viewers that could not take what they were to be told. */
  #owed = new Set<Viewer>();
  #timer: NodeJS.Timeout | undefined;
  #greets = false;

  constructor(viewers: Viewers, alerts: OpenAlerts, boards: Boards) {
    this.#viewers = viewers;
    this.#alerts = alerts;
    this.#boards = boards;
  }

  start(): void {
    this.#alerts.on('changed', ({ alerts, units }) => {
      // Who came before the book was loaded has not been greeted.
      if (!this.#greets) for (const viewer of this.#viewers.sockets.values()) this.#owed.add(viewer);
      this.#greets = true;
      for (const id of alerts) this.#changed.add(id);
      for (const unit of units) this.#units.add(unit);
      this.#soon();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Somebody has come. */
  greet(viewer: Viewer): void {
    if (this.#greets) this.#tell(viewer, this.#message(viewer.data.visitor, []));
  }

  forget(viewer: Viewer): void {
    this.#owed.delete(viewer);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tellAll();
    }, TELL_EVERY_MS);
  }

  #tellAll(): void {
    const [changed, units, owed] = [[...this.#changed], [...this.#units], this.#owed];
    this.#changed = new Set();
    this.#units = new Set();
    this.#owed = new Set();
    const messages = new Map<string, AlertsChanged | undefined>();
    for (const viewer of this.#viewers.sockets.values()) {
      const { visitor } = viewer.data;
      if (owed.has(viewer)) {
        this.#tell(viewer, this.#message(visitor, []));
        continue;
      }
      const key = [visitor.role, visitor.hasLists, ...visitor.granted.map(({ name }) => name)].join(' ');
      if (!messages.has(key)) {
        const isTouched = units.some((unit) => this.#isOpen(unit, visitor));
        messages.set(key, isTouched ? this.#message(visitor, changed) : undefined);
      }
      const message = messages.get(key);
      if (message) this.#tell(viewer, message);
    }
  }

  #tell(viewer: Viewer, message: AlertsChanged): void {
    if (viewer.conn.transport.writable) viewer.emit('alerts:changed', message);
    else {
      this.#owed.add(viewer);
      this.#soon();
    }
  }

  #message(visitor: Visitor, changed: readonly string[]): AlertsChanged {
    const { book } = this.#alerts.acts;
    // Of those that were resolved the book says no more.
    const named = changed.filter((id) => {
      const alert = book.alerts.get(id);
      return alert ? maySeeAlert(alert, visitor, this.#boards) : visitor.hasLists;
    });
    return {
      counts: book.tallies.counts((unit) => this.#isOpen(unit, visitor)),
      alerts: named.length > MAX_NAMED ? [] : named,
    };
  }

  #isOpen(unit: string, { granted }: Visitor): boolean {
    return granted.some((scope) => isInSight(unit, scope, this.#boards));
  }
}
