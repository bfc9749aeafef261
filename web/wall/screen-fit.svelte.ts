/**
 * Keeps the wall inside the screen, or inside a sheet while it is printed: plans its pages from the size, and shrinks it
 * where a page would still overflow.
 */
import type { Wall } from '../../contract/wall.ts';
import { ENOUGH, planSheet, planWall, type WallPlan } from './layout/plan-pages.ts';
import type { Screen } from './screen-unit.ts';

const CHECK_MS = 5_000;
const STEP = 0.98;
const MIN_SCALE = 0.6;

/** A wall whose tiles fill an A4 across within the margins of print.css, and its smallest text, 9 pt; px. */
export const SHEET = { width: 1046, height: 688, unit: 12 };

export class ScreenFit {
  #screenWidth = $state(window.innerWidth);
  #screenHeight = $state(window.innerHeight);
  #scale = $state(1);
  readonly #wall: () => Wall;
  readonly #screen: (aspect: number) => Screen;
  readonly #printing: { readonly now: boolean };
  readonly #plan: WallPlan = $derived.by(() => {
    const [width, height] = [this.#screenWidth, this.#screenHeight];
    return planWall(this.#wall(), width, height, this.#screen(width / Math.max(1, height)));
  });
  readonly #sheet: WallPlan | undefined = $derived.by(() =>
    this.#printing.now ? planSheet(this.#wall(), SHEET.width, SHEET.height, SHEET.unit) : undefined,
  );

  /** `screen`: of a picture of that aspect. All are read reactively. */
  constructor(wall: () => Wall, screen: (aspect: number) => Screen, printing: { readonly now: boolean }) {
    this.#wall = wall;
    this.#screen = screen;
    this.#printing = printing;
  }

  /** px. */
  get width(): number {
    return this.#screenWidth;
  }

  /** Of the screen. */
  get plan(): WallPlan {
    return this.#plan;
  }

  /** Of the paper, while the wall is printed. */
  get sheet(): WallPlan | undefined {
    return this.#sheet;
  }

  /** The smallest text is smaller than the farthest seat can read. */
  get tooSmall(): boolean {
    return this.#plan.textShare * this.#scale < ENOUGH;
  }

  /** px per u. */
  get unitPx(): number {
    return (this.#sheet ?? this.#plan).unitPx * this.#scale;
  }

  /** Watches the element that holds the wall; what must not overflow carries `data-fit`. */
  readonly attach = (root: HTMLElement): (() => void) => {
    // Again when printing begins and when it ends.
    $effect(() => {
      void this.#sheet;
      this.#fit(root);
    });
    let stopped = false;
    const observer = new ResizeObserver(() => {
      this.#screenWidth = window.innerWidth;
      this.#screenHeight = window.innerHeight;
      requestAnimationFrame(() => this.#fit(root));
    });
    observer.observe(root);
    // The fallback font is wider: measured before the real one is there, the wall would stay small.
    void document.fonts.ready.then(() => !stopped && this.#fit(root));
    const timer = setInterval(() => this.#fit(root), CHECK_MS);
    return () => {
      stopped = true;
      observer.disconnect();
      clearInterval(timer);
    };
  };

  /** Finds the largest scale that fits, between two paintings, so that nothing is seen of it. */
  #fit(root: HTMLElement): void {
    const { unitPx } = this.#sheet ?? this.#plan;
    if (document.fonts.status === 'loading') return;
    if (this.#scale === 1 && !overflows(root)) return;
    let scale = 1;
    const apply = () => root.style.setProperty('--u', `${unitPx * scale}px`);
    for (apply(); scale > MIN_SCALE && overflows(root); apply()) scale *= STEP;
    this.#scale = scale;
  }
}

function overflows(root: HTMLElement): boolean {
  for (const box of [root, ...root.querySelectorAll('[data-fit]')]) {
    if (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1) return true;
  }
  return false;
}
