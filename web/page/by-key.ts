/** What scrolls by itself can be come to, and scrolled, by key. For use as an attachment. */
export function byKey(region: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight)
      region.tabIndex = 0;
    else region.removeAttribute('tabindex');
  });
  for (const one of [region, ...region.children]) observer.observe(one);
  return () => observer.disconnect();
}
