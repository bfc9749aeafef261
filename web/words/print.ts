/** Words of what is printed alone. */
import { print as en } from './en/print.ts';
import { print as vi } from './vi/print.ts';

export const PRINT_WORDS = { vi, en };
