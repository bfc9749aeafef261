/** What browsers call themselves, as people call them. */

const BROWSERS: readonly [sign: RegExp, name: string][] = [
  // Most of them also name those that stand below.
  [/coc_coc/i, 'Cốc Cốc'],
  [/Edg/, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS|Chromium/, 'Chrome'],
  [/Safari/, 'Safari'],
];

const SYSTEMS: readonly [sign: RegExp, name: string][] = [
  [/Android/, 'Android'],
  [/iPad/, 'iPad'],
  [/iPhone/, 'iPhone'],
  [/Tizen|SMART-TV/i, 'Tizen'],
  [/Web0S|webOS/i, 'webOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** Undefined where it is not known. */
export function browserName(userAgent: string): {
  browser: string | undefined;
  system: string | undefined;
} {
  const named = (names: typeof BROWSERS) => names.find(([sign]) => sign.test(userAgent))?.[1];
  return { browser: named(BROWSERS), system: named(SYSTEMS) };
}
