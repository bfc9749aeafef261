/** Words of forms; beside words of vi.ts, for the wall has none. */
import { forms as en } from './en/forms.ts';
import { forms as vi } from './vi/forms.ts';

export const FORM_WORDS = { vi, en };
