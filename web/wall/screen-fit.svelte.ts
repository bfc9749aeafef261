/** Keeps the wall inside the screen: plans the unit from the size, and shrinks it while anything overflows. */
import { planScreen, type Screen, type ScreenPlan } from './screen-unit.ts';

const CHECK_MS = 5_000;
const STEP = 0.98;
const MIN_SCALE = 0.6;

export class ScreenFit {
  #width = $state(window.innerWidth);
  #height = $state(window.innerHeight);
  #scale = $state(1);
  readonly #screen: () => Screen;
  readonly #plan: ScreenPlan = $derived.by(() => planScreen(this.#width, this.#height, this.#screen()));

  constructor(screen: () => Screen) {
    this.#screen = screen;
  }

  get layout() {
    return this.#plan.layout;
  }

  get tooSmall(): boolean {
    return this.#plan.tooSmall;
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
