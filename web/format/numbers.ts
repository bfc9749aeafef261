/** Numbers as the reader's language writes them: `12.408` and `98,2%` in Vietnamese. */

export type LanguageCode = 'vi' | 'en';
const LOCALES: Record<LanguageCode, string> = { vi: 'vi-VN', en: 'en-GB' };

export interface NumberFormats {
  count(value: number): string;
  /** `share` is 0 to 1; undefined is written as a dash. */
  percent(share: number | undefined): string;
  /** As Form 06a publishes it, two decimals: 71.16 is `71,16%`. */
  published(percent: number | undefined): string;
  /** Two decimals, as a province publishes shares: `9,88%`; null is written as a dash. */
  percentExact(share: number | null): string;
  /** Without decimals, for narrow columns. */
  percentRough(share: number | undefined): string;
  money(vnd: number): string;
  /** A mean of scores: `4,25`. */
  mean(value: number): string;
  /** With so many decimals, for figures whose definition says it. */
  decimals(value: number, digits: number): string;
}

export function numberFormats(language: LanguageCode): NumberFormats {
  const count = new Intl.NumberFormat(LOCALES[language]);
  const percent = new Intl.NumberFormat(LOCALES[language], {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const exact = new Intl.NumberFormat(LOCALES[language], {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const rough = new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 0 });
  const money = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency: 'VND' });
  const mean = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 2 });
  return {
    count: (value) => count.format(value),
    percent: (share) => (share === undefined ? '–' : percent.format(shownShare(share))),
    published: (value) => (value === undefined ? '–' : exact.format(value / 100)),
    percentExact: (share) => (share === null ? '–' : exact.format(honestShare(share, 0.0001))),
    percentRough: (share) => (share === undefined ? '–' : rough.format(share)),
    money: (vnd) => money.format(vnd),
    mean: (value) => mean.format(value),
    decimals: (value, digits) =>
      value.toLocaleString(LOCALES[language], {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  };
}

/** A share as `percent` writes it, in tenths of a percent: what is compared as this agrees with what is read. */
export function shownShare(share: number): number {
  return Math.round(honestShare(share) * 1000) / 1000;
}

/** Keeps a share just under the whole from being rounded to 100%, and one just over nothing from 0%. */
function honestShare(share: number, step = 0.001): number {
  if (share > 1 - step && share < 1) return 1 - step;
  if (share > 0 && share < step) return step;
  return share;
}
