/** A time of the day as it is typed: hours, minutes and perhaps seconds, of 24 hours. Pure. */

/** `8:05`, `08.05` and `08:05:00` are `08:05:00`; undefined: no time. */
export function readTypedTime(text: string): string | undefined {
  const [, hour, minute, second = '00'] = /^\s*(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\s*$/.exec(text) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return isTime ? `${hour.padStart(2, '0')}:${minute}:${second}` : undefined;
}
