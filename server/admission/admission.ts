/** The one gate for all that is dear to answer. Each turnstile is what its questions take from one another. */
import { Turnstile } from './turnstile.ts';

export class Admission {
  /** Scans of all kept dossiers, which take the time of the ticks: lists, periods that are not kept, reports of now. */
  readonly scans = new Turnstile({
    name: 'lists, periods and reports',
    running: 1,
    waitingOfOne: 40,
    waiting: 200,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });
  /** Reads of the whole log or of all states in ClickHouse: reports of the past, services, quality, recounts. */
  readonly reads = new Turnstile({
    name: 'reads of the event log',
    running: 1,
    waitingOfOne: 8,
    waiting: 24,
    retryAfterSeconds: 15,
    sharesRunning: true,
  });
  /** Reads of one dossier's events. */
  readonly dossiers = new Turnstile({
    name: 'single dossiers',
    running: 4,
    waitingOfOne: 40,
    waiting: 200,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });
  /** Workbooks, each written by a thread of its own. */
  readonly workbooks = new Turnstile({
    name: 'workbooks',
    running: 1,
    waitingOfOne: 8,
    waiting: 24,
    retryAfterSeconds: 5,
    sharesRunning: true,
  });
  /** Lists of cases as files, each sent as fast as its reader takes it. */
  readonly files = new Turnstile({
    name: 'files of cases',
    running: 2,
    waitingOfOne: 2,
    waiting: 12,
    retryAfterSeconds: 10,
    sharesRunning: false,
  });

  /** Passwords: each takes 19 MiB and some tens of ms of a core. */
  readonly hashing = new Turnstile({
    name: 'passwords',
    running: 2,
    waitingOfOne: 8,
    waiting: 100,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });

  /** Changes of accounts, devices and tokens, one after the other. */
  readonly changes = new Turnstile({
    name: 'changes of accounts, devices and tokens',
    running: 1,
    waitingOfOne: 8,
    waiting: 24,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });
  /** Notes on cases: one after the other, so that those of a case are counted before one more is written. */
  readonly notes = new Turnstile({
    name: 'notes on cases',
    running: 1,
    waitingOfOne: 8,
    waiting: 100,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });
  /** Reads of the audit log. */
  readonly audits = new Turnstile({
    name: 'reads of the audit log',
    running: 1,
    waitingOfOne: 4,
    waiting: 12,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });
  /** Sign-ins that the sign-in service is asked about, some requests each. */
  readonly signIns = new Turnstile({
    name: 'sign-ins',
    running: 8,
    waitingOfOne: 8,
    waiting: 100,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });

  /** Test messages, each of which waits for its receiver. */
  readonly alertTests = new Turnstile({
    name: 'test messages',
    running: 4,
    waitingOfOne: 4,
    waiting: 12,
    retryAfterSeconds: 10,
    sharesRunning: false,
  });
  /** What the links of messages name. */
  readonly alertLinks = new Turnstile({
    name: 'links of messages',
    running: 2,
    waitingOfOne: 4,
    waiting: 200,
    retryAfterSeconds: 2,
    sharesRunning: false,
  });

  get turnstiles(): Record<string, Turnstile> {
    const { scans, reads, dossiers, workbooks, files, hashing, changes, notes, audits, signIns } = this;
    const { alertTests, alertLinks } = this;
    return {
      ...{ scans, reads, dossiers, workbooks, files, hashing, changes, notes, audits },
      ...{ signIns, alertTests, alertLinks },
    };
  }
}
