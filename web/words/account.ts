/** Words of one's own account and of roles; beside words of vi.ts, for the wall needs none of them. */
import { account as en } from './en/account.ts';
import { account as vi } from './vi/account.ts';

export const ACCOUNT_WORDS = { vi, en };
