/**
 * For a part of the page that opens and closes: the focus moves into it, onto the part itself where it can have it, else onto its
 * first field; Esc closes it, where it may; closed, the focus goes back to where it was.
 */
export function openedPart(close?: () => void): (part: HTMLElement) => () => void {
  return (part) => {
    const before = document.activeElement;
    const first = part.hasAttribute('tabindex') ? part : part.querySelector<HTMLElement>(FIELDS);
    first?.focus();
    part.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !close) return;
      // A part within another one closes alone.
      event.stopPropagation();
      close();
    });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  };
}

const FIELDS = 'input:not([hidden]), select, button';
