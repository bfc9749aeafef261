/** Takes a reader who comes back to where the page was left. */

/** A page that has not grown to that place by then stays as it is, ms. */
const GIVE_UP_MS = 10_000;

/** Scrolls once the page is long enough, unless the reader moves it first; returns what ends the waiting. */
export function scrollBackTo(top: number): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const end = () => stop.abort();
  const place = () => {
    const lowest = document.documentElement.scrollHeight - window.innerHeight;
    if (lowest < top) return;
    window.scrollTo(0, top);
    end();
  };
  const growth = new ResizeObserver(place);
  const timer = setTimeout(end, GIVE_UP_MS);
  signal.addEventListener('abort', () => {
    growth.disconnect();
    clearTimeout(timer);
  });
  for (const name of ['wheel', 'touchstart', 'keydown']) window.addEventListener(name, end, { signal });
  growth.observe(document.body);
  return end;
}
