import { expect, it } from 'vitest';
import { parseEnvironment } from '../../contract/environment.ts';
import { Redactor, secretsOfUrl } from '../../contract/redactor.ts';
import { serverEnv } from '../../server/config.ts';

it('takes a secret out however it is written, and leaves words alone', () => {
  const redactor = new Redactor();
  redactor.add(['pa$$/word+"1"', 'user:pa$$/word+"1"', 'short', undefined]);
  for (const written of [
    'pa$$/word+"1"',
    encodeURIComponent('pa$$/word+"1"'),
    encodeURIComponent('pa$$/word+"1"').toLowerCase(),
    JSON.stringify('pa$$/word+"1"').slice(1, -1),
    btoa('user:pa$$/word+"1"'),
  ])
    expect(redactor.redact(`before ${written} after`)).toBe('before *** after');
  expect(redactor.redact('a short word')).toBe('a short word');
  expect(new Redactor().redact('nothing to hide')).toBe('nothing to hide');
});

it('hides the longest of the secrets that stand at a place, and each that follows', () => {
  const redactor = new Redactor();
  redactor.add(['abcdef', 'abcdef-ghi', 'defghij', 'Mật khẩu']);
  expect(redactor.redact('ABCDEF-ghi, abcdef-gh, abcdefghij, İMật khẩuabcdef')).toBe(
    '***, ***-gh, ***ghij, İ******',
  );
});

it('hides each of twenty thousand addresses', () => {
  const addresses = Array.from(
    { length: 20_000 },
    (_, i) => `https://hooks.example/workflows/${i.toString(16).padStart(16, 'k')}?sig=a-long-key-${i}`,
  );
  const redactor = new Redactor();
  redactor.add(addresses.flatMap(secretsOfUrl));
  for (const address of addresses) expect(redactor.redact(address)).toBe('https://hooks.example***');
});

it('knows what of a webhook is secret', () => {
  const redactor = new Redactor();
  redactor.add(
    secretsOfUrl('https://user:p%40ss-word@hooks.example/services/T0001/0123456789abcdef?sig=abc-def'),
  );
  const said = redactor.redact(
    'https://hooks.example/services/T0001/0123456789abcdef?sig=abc-def refused abc-def',
  );
  expect(said).toBe('https://hooks.example*** refused ***');
  expect(secretsOfUrl(undefined)).toEqual([]);
});

it('a refused variable shows no webhook and no password of an address', () => {
  const refusal = (env: Record<string, string>) => {
    try {
      parseEnvironment(serverEnv, env);
    } catch (error) {
      return (error as Error).message;
    }
    return 'accepted';
  };
  expect(refusal({ ALERT_WEBHOOK_URL: 'ftp://hooks.example/key' })).toMatch(
    /^ALERT_WEBHOOK_URL: \*\*\* is not/,
  );
  expect(refusal({ CLICKHOUSE_URL: 'ftp://user:secret@host:8123' })).toContain('"ftp://***@host:8123"');
});
