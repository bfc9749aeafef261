/**
 * Which page of the wall stands now: each for its seconds, one after the other. A pause, a page that somebody chose and a
 * new alarm hold it. The page and the pause are in the address, so a reload goes on where the wall was.
 */
import type { Router } from '../routing/router.svelte.ts';

export interface RotationPage {
  seconds: number;
  /** It shows alarms: a new one of the highest severity brings and holds it. */
  hasAlarms: boolean;
}

/** How long a new alarm holds its page, ms. */
const PINNED_MS = 60_000;

export class Rotation {
  readonly #router: Router;
  readonly #pages: () => readonly RotationPage[];
  readonly #nowMs: () => number;
  readonly #turns: () => boolean;
  #sinceMs = $state(0);
  #pinnedUntilMs = $state(-Infinity);
  /** Pages still to be shown before an alarm may hold one again: a flood must not hide the others for ever. */
  #pagesOwed = 0;
  #alarms: number | undefined;

  /** `nowMs`: of a clock that goes on evenly; `turns`: pages change by themselves. All are read reactively. */
  constructor(
    router: Router,
    pages: () => readonly RotationPage[],
    nowMs: () => number,
    turns: () => boolean,
  ) {
    this.#router = router;
    this.#pages = pages;
    this.#nowMs = nowMs;
    this.#turns = turns;
    this.#sinceMs = nowMs();
  }

  /** Place of the page, from 0. */
  get index(): number {
    const asked = Number(this.#router.query.get('page') ?? '1');
    const last = Math.max(0, this.#pages().length - 1);
    return Number.isInteger(asked) ? Math.min(Math.max(asked - 1, 0), last) : 0;
  }

  get count(): number {
    return this.#pages().length;
  }

  get isPaused(): boolean {
    return !this.#turns() || this.#router.query.get('paused') === '1';
  }

  get isPinned(): boolean {
    return this.#nowMs() < this.#pinnedUntilMs;
  }

  /** How much of its time the page has stood, 0 to 1. */
  get progress(): number {
    const seconds = this.#pages()[this.index]?.seconds ?? 1;
    return Math.min(1, Math.max(0, this.#nowMs() - this.#sinceMs) / (seconds * 1_000));
  }

  /** To be called each second. */
  tick(): void {
    if (this.count < 2 || this.isPaused || this.isPinned || this.progress < 1) return;
    this.step(1);
  }

  step(by: number): void {
    this.#show((this.index + by + this.count) % Math.max(1, this.count));
  }

  togglePause(): void {
    this.#router.setQuery({ paused: this.isPaused ? null : '1' }, 'replace');
    this.#sinceMs = this.#nowMs();
  }

  /** Tells how many alarms of the highest severity nobody has acknowledged; undefined: not known. */
  takeAlarms(count: number | undefined): void {
    const before = this.#alarms;
    this.#alarms = count ?? before;
    if (before === undefined || count === undefined || count <= before || this.#pagesOwed > 0) return;
    const pinned = this.#pages().findIndex(({ hasAlarms }) => hasAlarms);
    if (pinned < 0) return;
    if (pinned !== this.index) this.#show(pinned);
    this.#pinnedUntilMs = this.#nowMs() + PINNED_MS;
    this.#pagesOwed = this.count;
  }

  #show(index: number): void {
    this.#sinceMs = this.#nowMs();
    this.#pinnedUntilMs = -Infinity;
    this.#pagesOwed = Math.max(0, this.#pagesOwed - 1);
    this.#router.setQuery({ page: index === 0 ? null : String(index + 1) }, 'replace');
  }
}
