import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDIENCES, type Audience } from '../../contract/alerts.ts';
import type { Contact } from '../../pack/alert-rule.ts';
import type { Unit } from '../../pack/province-pack.ts';
import { channelsOf } from '../../server/alerts/channels/channels.ts';
import { WebhookSecrets } from '../../server/alerts/channels/webhook-secrets.ts';
import { Routing } from '../../server/alerts/telling/routing.ts';

const secrets = new WebhookSecrets([`whsec_${Buffer.alloc(32, 7).toString('base64')}`]);
const server = { host: '127.0.0.1', port: 25, isSecure: false, login: undefined };
const from = { name: 'IOC', address: 'ioc@example.vn' };
const withMail = channelsOf({ secrets, allow: [], mail: { server, from } }, (_kind, category) => category);
const withoutMail = channelsOf({ secrets, allow: [], mail: undefined }, (_kind, category) => category);

const unit = (code: string, change: Partial<Unit> = {}): Unit => ({
  ...{
    code,
    name: `Đơn vị ${code}`,
    aliases: [],
    level: 'commune',
    area: null,
    parent: null,
    officialCode: code,
  },
  ...{ webhook: null, email: null, successor: null, validFrom: null, validTo: null },
  ...change,
});
const contact = (role: Audience, of: string | null, change: Partial<Contact> = {}): Contact => ({
  ...{ unit: of, role, name: `${role} ${of ?? ''}`.trim(), mail: null, template: null },
  webhook: `https://${role}.example.vn/${of ?? ''}`,
  ...change,
});

const UNITS = [
  unit('A', { parent: 'B', webhook: 'https://own.example.vn/A' }),
  unit('B', { parent: 'C' }),
  // Each above the other.
  unit('C', { parent: 'B' }),
];
const DEFAULT = 'https://default.example.vn/';
const ALL = [
  contact('officer', 'A', { name: 'Lê Thị Ân' }),
  contact('head', 'A'),
  contact('leader', 'C'),
  contact('leader', null),
  contact('centre', null),
];

interface Given {
  contacts?: Contact[];
  /** Null: none. */
  defaultUrl?: string | null;
  gone?: string[];
  channels?: typeof withMail;
}
const routing = ({ contacts = ALL, defaultUrl = DEFAULT, gone = [], channels = withMail }: Given = {}) =>
  new Routing({
    ...{ alerts: { rules: [], perMinute: 60, contacts, templates: [] }, units: UNITS, channels },
    defaultUrl: defaultUrl ?? undefined,
    isGone: (address) => gone.includes(address),
  });
const addresses = (given: Given, ...asked: Parameters<Routing['routed']>) => {
  const { routes, by } = routing(given).routed(...asked);
  return [by, ...routes.map(({ endpoint }) => endpoint.address)];
};
const an = { id: null, name: 'Lê Thị Ân' };

describe('where an alert goes', () => {
  it.each([
    ['officer', 'A', 'https://officer.example.vn/A'],
    ['head', 'A', 'https://head.example.vn/A'],
    // Of the nearest unit above that has one.
    ['leader', 'A', 'https://leader.example.vn/C'],
    ['centre', 'A', 'https://centre.example.vn/'],
    ['leader', '', 'https://leader.example.vn/'],
  ] as const)('the %s of %j', (audience, of, address) => {
    expect(addresses({}, of, audience, an)).toEqual([audience, address]);
  });

  it('an officer is known by the name, whatever its capitals, spaces and accents are made of', () => {
    const officer = { id: 'x', name: '  lê   thị ÂN '.normalize('NFD') };
    expect(addresses({}, 'A', 'officer', officer)[0]).toBe('officer');
    for (const other of [null, { id: 'x', name: null }, { id: null, name: 'Lê Thị Ấn' }])
      expect(addresses({}, 'A', 'officer', other)[0]).toBe('head');
  });

  it('stands in: head, the address of units.csv, the default, leader, centre', () => {
    const stands: [Given, string][] = [
      [{ contacts: ALL.slice(1) }, 'head'],
      [{ contacts: ALL.slice(2) }, 'unit'],
      [{ contacts: ALL.slice(2), gone: ['https://own.example.vn/A'] }, 'default'],
      [{ contacts: ALL.slice(2), gone: ['https://own.example.vn/A', DEFAULT] }, 'leader'],
      [{ contacts: ALL.slice(4), gone: ['https://own.example.vn/A', DEFAULT] }, 'centre'],
    ];
    for (const [given, by] of stands) expect(addresses(given, 'A', 'officer', an)[0]).toBe(by);
    expect(addresses({ contacts: [], defaultUrl: null }, 'B', 'officer', an)).toEqual(['officer']);
  });

  it('mail counts only where a mail server is configured, http and private addresses where they are allowed', () => {
    const mail = contact('head', 'A', { webhook: null, mail: 'a@example.vn' });
    expect(addresses({ contacts: [mail] }, 'A', 'head', null)).toEqual(['head', 'a@example.vn']);
    expect(addresses({ contacts: [mail], channels: withoutMail }, 'A', 'head', null)[0]).toBe('unit');
    for (const webhook of ['http://desk.example.vn/', 'https://10.0.0.7/', 'https://[fe80::1]/'])
      expect(addresses({ contacts: [contact('head', 'A', { webhook })] }, 'A', 'head', null)[0]).toBe('unit');
  });

  it('each address once, never one that is gone, and none only when there is no other', () => {
    const anyContact = fc
      .record({
        role: fc.constantFrom(...AUDIENCES),
        of: fc.constantFrom('A', 'B', 'C', null),
        name: fc.constantFrom('Ân', 'Bình', 'Chi'),
        host: fc.constantFrom('x', 'y', 'z'),
      })
      .map(({ role, of, name, host }) =>
        contact(role, of, { name, webhook: `https://${host}.example.vn/`, mail: `${host}@example.vn` }),
      );
    const address = fc.constantFrom(
      'https://x.example.vn/',
      'y@example.vn',
      DEFAULT,
      'https://own.example.vn/A',
    );
    fc.assert(
      fc.property(
        fc.array(anyContact, { maxLength: 12 }),
        fc.subarray(['https://x.example.vn/', 'y@example.vn', DEFAULT, 'https://own.example.vn/A']),
        fc.constantFrom('A', 'B', 'C', ''),
        fc.constantFrom(...AUDIENCES),
        fc.option(fc.constantFrom('Ân', 'Bình'), { nil: null }),
        address,
        (contacts, gone, of, audience, name, probe) => {
          const all = routing({ contacts, gone });
          const { routes } = all.routed(of, audience, name === null ? null : { id: null, name });
          const found = routes.map(({ endpoint }) => `${endpoint.channel} ${endpoint.address}`);
          expect(new Set(found).size).toBe(found.length);
          for (const { endpoint } of routes) expect(gone).not.toContain(endpoint.address);
          const known = all.endpoints().map((endpoint) => endpoint.address);
          for (const { endpoint } of routes) expect(known).toContain(endpoint.address);
          if (!gone.includes(DEFAULT)) expect(found).not.toEqual([]);
          expect(all.isOpen({ channel: probe.includes('@') ? 'mail' : 'webhook', address: probe })).toBe(
            !gone.includes(probe),
          );
        },
      ),
    );
  });
});
