/** Words of the pages of alerts; beside words of vi.ts, for the wall needs few of them. */
import { alerts as en } from './en/alerts.ts';
import { alerts as vi } from './vi/alerts.ts';

export const ALERT_WORDS = { vi, en };
