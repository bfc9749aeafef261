/** Prometheus figures of what is bounded: what waits, and what was refused. */
import type { TokenAttempts } from '../../http/token-attempts.ts';
import type { Audit } from '../access/audit.ts';
import type { Identities } from '../access/identities.ts';
import type { Refusals } from '../access/refusals.ts';
import type { SignInAttempts } from '../access/sign-in-attempts.ts';
import type { Admission } from '../admission/admission.ts';
import type { Turnstile } from '../admission/turnstile.ts';
import type { CaseNotes } from '../notes/case-notes.ts';
import type { CaseFiles } from './case-files.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { BasemapRoute } from './basemap-route.ts';
import type { Meters } from './meters.ts';

export interface Limits {
  admission: Admission;
  attempts: TokenAttempts;
  signIns: SignInAttempts;
  identities: Identities;
  audit: Audit;
  refusals: Refusals;
  basemap: BasemapRoute;
  notes: CaseNotes;
  caseFiles: CaseFiles;
}

export function addLimitMetrics(
  meters: Meters,
  live: LiveFeed,
  { admission, attempts, signIns, identities, audit, refusals, basemap, notes, caseFiles }: Limits,
): void {
  const perTurnstile = (read: (turnstile: Turnstile) => number) => () =>
    Object.fromEntries(
      Object.entries(admission.turnstiles).map(([name, turnstile]) => [name, read(turnstile)]),
    );
  meters.gauge(
    'monitor_admission_running',
    'Dear questions that are being answered',
    perTurnstile((turnstile) => turnstile.running),
    'turnstile',
  );
  meters.gauge(
    'monitor_admission_waiting',
    'Dear questions that wait for their turn',
    perTurnstile((turnstile) => turnstile.waiting),
    'turnstile',
  );
  meters.counter(
    'monitor_admission_refused_total',
    'Dear questions refused with 429 or 503: too many waited already',
    perTurnstile((turnstile) => turnstile.refused),
    'turnstile',
  );
  meters.counter(
    'monitor_admission_given_up_total',
    'Dear questions whose asker went away before the answer',
    perTurnstile((turnstile) => turnstile.givenUp),
    'turnstile',
  );
  meters.counter(
    'monitor_wrong_tokens_total',
    'Wrong tokens: refused with 401, or limited with 429 without a look',
    () => ({ refused: attempts.wrong, limited: attempts.limited }),
    'answer',
  );
  meters.counter(
    'monitor_sign_ins_refused_total',
    'Passwords: refused with 401, or limited with 429 without a look',
    () => ({ refused: signIns.failed, limited: signIns.limited }),
    'answer',
  );
  meters.gauge('monitor_sessions', 'Sessions of people and devices', () => identities.sessions.count);
  meters.counter(
    'monitor_audit_rows_dropped_total',
    'Rows of the audit log that found no room while ClickHouse was away',
    () => audit.dropped,
  );
  meters.counter(
    'monitor_refused_total',
    'Requests of somebody known, refused with 403: outside of its role or scopes',
    () => refusals.noted,
  );
  meters.counter(
    'monitor_notes_refused_total',
    'Notes on cases that were refused: the case keeps no more, or one identity may write no more that day',
    () => notes.refused,
    'bound',
  );
  meters.counter(
    'monitor_case_files_refused_total',
    'Files of cases: refused with 400 for their many rows, or broken off since their readers took nothing',
    () => ({ too_large: caseFiles.tooLarge, stalled: caseFiles.stalled }),
    'why',
  );
  meters.gauge(
    'monitor_connections_waiting',
    'Live connections that have not joined the feed yet',
    () => live.doorway.waiting,
  );
  meters.counter(
    'monitor_connections_refused_total',
    'Live connections that did not join in time, and those beyond what may join',
    () => ({ not_joined: live.doorway.dropped, too_many: live.doorway.refused }),
    'bound',
  );
  meters.counter(
    'monitor_basemap_refused_total',
    'Requests for more of the basemap than one may ask for',
    () => basemap.refused,
  );
  meters.counter(
    'monitor_periods_refused_total',
    'Periods refused because one token or address watches as many as it may',
    () => live.shares.refused,
  );
}
