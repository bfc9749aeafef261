/** Code and name of a feature under the names that boundary files usually have for them. */

/** Compared without case, spaces and underscores; the first that is there counts. */
const USUAL = {
  code: [
    ...['code', 'ma', 'mahuyen', 'maxa', 'madvhc', 'mahc', 'madonvi', 'maquanhuyen', 'maphuongxa'],
    ...['districtcode', 'wardcode', 'communecode', 'adm2pcode', 'adm3pcode', 'cc2', 'cc3'],
  ],
  name: [
    ...['name', 'ten', 'tenhuyen', 'tenxa', 'tendvhc', 'tenhc', 'tendonvi', 'tenquanhuyen', 'tenphuongxa'],
    ...['districtname', 'wardname', 'communename', 'adm2vi', 'adm3vi', 'name2', 'name3'],
  ],
} as const;

/** The value of `field`, of a code also a whole number as text; undefined when no usual property has one. */
export function usualProperty(
  properties: Readonly<Record<string, unknown>>,
  field: keyof typeof USUAL,
): unknown {
  const keys = new Map(Object.keys(properties).map((key) => [key.toLowerCase().replace(/[\s_-]/g, ''), key]));
  for (const name of USUAL[field]) {
    const key = keys.get(name);
    const value = key === undefined ? undefined : properties[key];
    if (value == null) continue;
    return field === 'code' && Number.isSafeInteger(value) ? String(value) : value;
  }
  return undefined;
}

/** What a fault says is accepted. */
export function acceptedProperty(
  field: keyof typeof USUAL,
  properties: Readonly<Record<string, unknown>>,
): string {
  const own = Object.keys(properties).slice(0, 20).join(', ');
  return `a text under ${USUAL[field].slice(0, 4).join(', ')} or the like; the feature has ${own || 'no properties'}`;
}
