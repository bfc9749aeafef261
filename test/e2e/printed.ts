/** What a printer gets of a page, read from its PDF. */
import type { Page } from 'playwright-core';
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';

export interface Sheet {
  /** Without blanks: a font with few marks parts words between its files. */
  text: string;
  smallestPt: number;
  /** Texts that reach over an edge of the sheet. */
  clipped: string[];
  /** Colours, `#rrggbb`. */
  fills: string[];
  isAcross: boolean;
}

export function bare(text: string): string {
  return text.replace(/\s/g, '');
}

function hex(parts: ArrayLike<number>): string {
  return `#${Array.from(parts, (part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Prints a page as somebody does with paper of that size. */
export async function printed(page: Page, format: 'A4' | 'A3'): Promise<Sheet[]> {
  const pdf = await page.pdf({ format, preferCSSPageSize: true });
  const { OPS } = await getResolvedPDFJS();
  const document = await getDocumentProxy(new Uint8Array(pdf));
  const sheets: Sheet[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const sheet = await document.getPage(number);
    const { width, height } = sheet.getViewport({ scale: 1 });
    const content = await sheet.getTextContent();
    const items = content.items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item] : []));
    const { fnArray, argsArray } = await sheet.getOperatorList();
    const isOver = ({ transform, width: wide }: (typeof items)[number]) =>
      transform[4] < 0 || transform[4] + wide > width || transform[5] < 0 || transform[5] > height;
    sheets.push({
      text: bare(items.map(({ str }) => str).join('')),
      // The length of the vector upwards, with a little for rounding.
      smallestPt: Math.min(...items.map(({ transform }) => Math.hypot(transform[2], transform[3]) + 0.01)),
      clipped: items.filter(isOver).map(({ str }) => str),
      fills: fnArray.flatMap((fn, i) => (fn === OPS.setFillRGBColor ? [hex(argsArray[i])] : [])),
      isAcross: width > height,
    });
  }
  await document.loadingTask.destroy();
  return sheets;
}
