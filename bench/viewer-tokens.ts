/** Tokens of the programs that a benchmark's viewers are: one may have 2,000 connections. */
export const VIEWER_TOKENS = Array.from({ length: 8 }, (_, i) => `bench-viewer-${i}-0123456789`);
