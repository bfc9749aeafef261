/** What administrators do: accounts, devices and programs' tokens, each change through the register and its audit log. */
import type { Request, RequestHandler, Response } from 'express';
import type { StoredIdentity } from '../../clickhouse/identities-table.ts';
import type {
  AccountItem,
  AccountMade,
  DeviceItem,
  LinkMade,
  ScopeItem,
  TokenItem,
  TokenMade,
} from '../../contract/administration.ts';
import { ROLES, type IdentityKind } from '../../contract/identity.ts';
import { dayStart, formatTime, parseDay } from '../../contract/time.ts';
import { hashPassword } from '../../identity/password.ts';
import { providedName } from '../../identity/provided-name.ts';
import type { Actor, Register } from '../../identity/register.ts';
import { newPassword, newSecret, secretHash } from '../../identity/secret.ts';
import { visitorOf } from '../access/http-access.ts';
import type { Identities } from '../access/identities.ts';
import type { Session } from '../access/sessions.ts';
import type { Visitors } from '../access/visitors.ts';
import type { Admission } from '../admission/admission.ts';
import type { UnitDirectory } from '../state/cases/unit-directory.ts';
import { findScope } from '../state/periods/figures.ts';
import { askerOf } from './asker.ts';
import { Fields } from './body.ts';
import { ParameterError } from './problem.ts';

export interface AdministrationDeps {
  identities: Identities;
  visitors: Visitors;
  register: Register;
  admission: Pick<Admission, 'hashing' | 'changes'>;
  directory: UnitDirectory;
  /** PUBLIC_URL. */
  publicUrl: string | undefined;
  /** Of the sign-in service; undefined: there is none. */
  issuer: string | undefined;
}

export class AdministrationRoutes {
  readonly #deps: AdministrationDeps;
  /** Each change is one of its own: nobody is to share another's. */
  #asked = 0;

  constructor(deps: AdministrationDeps) {
    this.#deps = deps;
  }

  /** `GET /api/v1/scopes`: the province, its areas and units as they are now. */
  readonly scopes: RequestHandler = (_request, response) => {
    const { directory } = this.#deps;
    const names = [
      'province',
      ...directory.areas.map(({ code }) => `area:${code}`),
      ...directory.units.map(({ code }) => `unit:${code}`),
    ];
    const scopes = names.flatMap((name): ScopeItem[] => {
      const found = findScope(directory, name);
      return found ? [{ scope: found.name, title: found.title }] : [];
    });
    response.json({ scopes });
  };

  /** `GET /api/v1/accounts`. */
  readonly accounts: RequestHandler = (_request, response) => {
    const { identities } = this.#deps;
    const open = new Map<string, Session[]>();
    for (const one of identities.sessions.lasting())
      if (one.kind === 'person') open.set(one.name, [...(open.get(one.name) ?? []), one]);
    const accounts = identities.ofKind('person').map((one): AccountItem => {
      const sessions = (open.get(one.name) ?? []).filter(
        ({ secretNumber }) => secretNumber === one.secretNumber && !one.isDisabled,
      );
      return {
        ...{
          name: one.name,
          title: one.title,
          role: one.role,
          scopes: one.scopes,
          isDisabled: one.isDisabled,
        },
        issuer: one.issuer || null,
        sessions: sessions.length,
        usedAt: timeOf(Math.max(0, ...sessions.map(({ usedAt }) => usedAt))),
      };
    });
    response.json({ accounts });
  };

  /**
   * `POST /api/v1/accounts` {name, role, scopes, password?}: without a password one is made and answered, once; with {subject}
   * in its place a person of the sign-in service, whom people call by the name.
   */
  readonly addAccount: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['name', 'role', 'scopes', 'password', 'subject']);
    const [name, role, scopes] = [fields.text('name'), fields.oneOf('role', ROLES), fields.texts('scopes')];
    const subject = fields.optionalText('subject');
    if (subject !== undefined) {
      if (fields.optionalText('password') !== undefined)
        throw new ParameterError('password', 'one beside a subject', 'a password or a subject');
      const { issuer } = this.#deps;
      if (issuer === undefined)
        throw new ParameterError('subject', subject, 'none without a sign-in service');
      const provided = { name: providedName(issuer, subject), title: name, issuer, secretHash: '' };
      const { name: added } = await this.#change(request, response, (register, actor) =>
        register.add({ kind: 'person', role, scopes, ...provided }, actor, 'accountAdded'),
      );
      const made: AccountMade = { name: added, password: null };
      return response.status(201).json(made);
    }
    const { password, hash, isMade } = await this.#choosePassword(response, fields, name);
    const added = await this.#change(request, response, (register, actor) =>
      register.add({ kind: 'person', name, role, scopes, secretHash: hash }, actor, 'accountAdded'),
    );
    const made: AccountMade = { name: added.name, password: isMade ? password : null };
    response.status(201).json(made);
  };

  /** `POST /api/v1/accounts/password` {name, password?}: as of adding; the sessions end. */
  readonly setPassword: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['name', 'password']);
    const name = fields.text('name');
    const { password, hash, isMade } = await this.#choosePassword(response, fields, name);
    await this.#change(request, response, (register, actor) =>
      register.change('person', name, { secretHash: hash }, actor, 'passwordChanged'),
    );
    const made: AccountMade = { name, password: isMade ? password : null };
    response.json(made);
  };

  /** `POST /api/v1/accounts/change` {name, role, scopes}. */
  readonly changeAccount: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['name', 'role', 'scopes']);
    const [name, role, scopes] = [fields.text('name'), fields.oneOf('role', ROLES), fields.texts('scopes')];
    await this.#change(request, response, (register, actor) =>
      register.change('person', name, { role, scopes }, actor, 'accountChanged'),
    );
    response.status(204).end();
  };

  /** `POST /api/v1/accounts/disable` {name}: within a second its sessions are out. */
  readonly disableAccount = this.#disabler('person', true, 'accountDisabled');
  /** `POST /api/v1/accounts/enable` {name}. */
  readonly enableAccount = this.#disabler('person', false, 'accountEnabled');

  /** `GET /api/v1/devices`. */
  readonly devices: RequestHandler = (_request, response) => {
    const { identities } = this.#deps;
    const devices = identities.ofKind('device').map((one): DeviceItem => {
      const opener = one.isDisabled ? undefined : identities.openerOf(one);
      return {
        ...{ name: one.name, scopes: one.scopes, page: one.page, hasLists: one.hasLists },
        state: one.isDisabled ? 'revoked' : opener ? 'open' : 'linkWaits',
        openedAt: timeOf(opener?.openedAt ?? 0),
        usedAt: timeOf(opener?.usedAt ?? 0),
        address: opener?.address ?? null,
      };
    });
    response.json({ devices });
  };

  /** `POST /api/v1/devices` {name, scopes, page?, lists?}: the link is answered once. */
  readonly addDevice: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['name', 'scopes', 'page', 'lists']);
    const [name, page] = [fields.text('name'), fields.optionalText('page')];
    const [scopes, hasLists, secret] = [fields.texts('scopes'), fields.flag('lists'), newSecret()];
    const added = await this.#change(request, response, (register, actor) =>
      register.add(
        {
          ...{ kind: 'device', name, role: 'viewer', scopes, hasLists, secretHash: secretHash(secret) },
          ...(page !== undefined && { page }),
        },
        actor,
        'deviceAdded',
      ),
    );
    response.status(201).json(this.#linkMade(added.name, secret));
  };

  /** `POST /api/v1/devices/link` {name}: a new link, answered once; the old one and what it opened end. */
  readonly makeLink: RequestHandler = async (request, response) => {
    const [name, secret] = [new Fields(request, ['name']).text('name'), newSecret()];
    await this.#change(request, response, (register, actor) =>
      register.change('device', name, { secretHash: secretHash(secret) }, actor, 'linkMade'),
    );
    response.json(this.#linkMade(name, secret));
  };

  /** `POST /api/v1/devices/revoke` {name}. */
  readonly revokeDevice = this.#disabler('device', true, 'deviceRevoked');

  /** `GET /api/v1/tokens`. */
  readonly tokens: RequestHandler = (_request, response) => {
    const { identities } = this.#deps;
    const isOver = ({ expiresAt }: StoredIdentity) => expiresAt > 0 && expiresAt <= Date.now();
    const tokens = identities.ofKind('program').map((one): TokenItem => ({
      ...{ name: one.name, role: one.role, scopes: one.scopes },
      state: one.isDisabled ? 'revoked' : isOver(one) ? 'expired' : 'inUse',
      expiresAt: timeOf(one.expiresAt),
      usedAt: timeOf(identities.tokenUses.lastOf(one) ?? 0),
    }));
    response.json({ tokens });
  };

  /** `POST /api/v1/tokens` {name, role, scopes, expires?: YYYY-MM-DD}: the token is answered once. */
  readonly addToken: RequestHandler = async (request, response) => {
    const fields = new Fields(request, ['name', 'role', 'scopes', 'expires']);
    const [name, role, scopes] = [fields.text('name'), fields.oneOf('role', ROLES), fields.texts('scopes')];
    const [expiresAt, token] = [endOf(fields.optionalText('expires')), newSecret()];
    const added = await this.#change(request, response, (register, actor) =>
      register.add(
        { kind: 'program', name, role, scopes, secretHash: secretHash(token), expiresAt },
        actor,
        'tokenAdded',
      ),
    );
    const made: TokenMade = { name: added.name, token };
    response.status(201).json(made);
  };

  /** `POST /api/v1/tokens/revoke` {name}. */
  readonly revokeToken = this.#disabler('program', true, 'tokenRevoked');

  #disabler(
    kind: IdentityKind,
    isDisabled: boolean,
    action: 'accountDisabled' | 'accountEnabled' | 'deviceRevoked' | 'tokenRevoked',
  ): RequestHandler {
    return async (request, response) => {
      const name = new Fields(request, ['name']).text('name');
      await this.#change(request, response, (register, actor) =>
        register.change(kind, name, { isDisabled }, actor, action),
      );
      response.status(204).end();
    };
  }

  /** One change after the other, so that none is made of what another has just changed; then this server knows of it. */
  #change<Result>(
    request: Request,
    response: Response,
    work: (register: Register, actor: Actor) => Promise<Result>,
  ): Promise<Result> {
    const { admission, register, identities, visitors } = this.#deps;
    const { kind, name } = visitorOf(response);
    const actor = { kind, name, address: visitors.addressOf(request) };
    return admission.changes.run(askerOf(response), `change ${++this.#asked}`, async () => {
      const result = await work(register, actor);
      await identities.refresh();
      return result;
    });
  }

  async #choosePassword(response: Response, fields: Fields, of: string) {
    const sent = fields.optionalText('password');
    const password = sent ?? newPassword();
    const hash = await this.#deps.admission.hashing.run(askerOf(response), `account ${++this.#asked}`, () =>
      hashPassword(password, of),
    );
    return { password, hash, isMade: sent === undefined };
  }

  #linkMade(name: string, secret: string): LinkMade {
    return { name, link: `${(this.#deps.publicUrl ?? '').replace(/\/+$/, '')}/d/${secret}` };
  }
}

function timeOf(ms: number): string | null {
  return ms === 0 ? null : formatTime(ms);
}

/** The end of a day, ms; 0 without one. */
function endOf(day: string | undefined): number {
  if (day === undefined) return 0;
  const parsed = parseDay(day);
  if (parsed === undefined) throw new ParameterError('expires', day, 'a date YYYY-MM-DD');
  return dayStart(parsed + 1);
}
