/** Keeps the wall inside the screen: plans its pages from the size, and shrinks it where a page would still overflow. */
import type { Wall } from '../../contract/wall.ts';
import { ENOUGH, planWall, type WallPlan } from './layout/plan-pages.ts';
import type { Screen } from './screen-unit.ts';

const CHECK_MS = 5_000;
const STEP = 0.98;
const MIN_SCALE = 0.6;

export class ScreenFit {
  #width = $state(window.innerWidth);
  #height = $state(window.innerHeight);
  #scale = $state(1);
  readonly #wall: () => Wall;
  readonly #screen: (aspect: number) => Screen;
  readonly #plan: WallPlan = $derived.by(() => {
    const aspect = this.#width / Math.max(1, this.#height);
    return planWall(this.#wall(), this.#width, this.#height, this.#screen(aspect));
  });

  /** `screen`: of a picture of that aspect. Both are read reactively. */
  constructor(wall: () => Wall, screen: (aspect: number) => Screen) {
    this.#wall = wall;
    this.#screen = screen;
  }

  /** px. */
  get width(): number {
    return this.#width;
  }

  get plan(): WallPlan {
    return this.#plan;
  }

  /** The smallest text is smaller than the farthest seat can read. */
  get tooSmall(): boolean {
    return this.#plan.textShare * this.#scale < ENOUGH;
  }

  /** px per u. */
  get unitPx(): number {
    return this.#plan.unitPx * this.#scale;
  }

  /** Watches the element that holds the wall; what must not overflow carries `data-fit`. */
  readonly attach = (root: HTMLElement): (() => void) => {
    let stopped = false;
    const observer = new ResizeObserver(() => {
      this.#width = window.innerWidth;
      this.#height = window.innerHeight;
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
    if (document.fonts.status === 'loading') return;
    if (this.#scale === 1 && !overflows(root)) return;
    let scale = 1;
    const apply = () => root.style.setProperty('--u', `${this.#plan.unitPx * scale}px`);
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
