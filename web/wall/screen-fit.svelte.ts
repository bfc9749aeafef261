/** Keeps the wall inside the screen: plans the unit from the size, and shrinks it while anything overflows. */
import { planScreen, type Screen, type ScreenPlan } from './screen-unit.ts';

const CHECK_MS = 5_000;
const STEP = 0.97;
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
    const observer = new ResizeObserver(() => {
      this.#width = window.innerWidth;
      this.#height = window.innerHeight;
      this.#scale = 1;
      requestAnimationFrame(() => this.#shrink(root));
    });
    observer.observe(root);
    void document.fonts.ready.then(() => this.#shrink(root));
    const timer = setInterval(() => this.#shrink(root), CHECK_MS);
    return () => {
      observer.disconnect();
      clearInterval(timer);
    };
  };

  #shrink(root: HTMLElement): void {
    if (this.#scale <= MIN_SCALE || !overflows(root)) return;
    this.#scale *= STEP;
    requestAnimationFrame(() => this.#shrink(root));
  }
}

function overflows(root: HTMLElement): boolean {
  for (const box of [root, ...root.querySelectorAll('[data-fit]')]) {
    if (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1) return true;
  }
  return false;
}
