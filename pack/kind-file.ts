/**
 * `kinds/NAME.json` of a pack: a kind of cases beside the dossier.
 *
 * ```json
 * {"kind": "feedback", "name": {"vi": "Phản ánh, kiến nghị", "en": "Feedback"},
 *  "statuses": [{"n": 1, "code": "new", "vi": "Mới tiếp nhận", "group": "inProgress"}],
 *  "clock": {"from": ["transferredAt", "receivedAt"], "to": ["finishedAt"]},
 *  "limits": [{"amount": 15, "unit": "workingDay"}],
 *  "categories": [{"code": "conduct", "vi": "Hành vi hành chính"}], "channels": ["app"]}
 * ```
 *
 * `contract/kind.ts` says what each member means; only `kind`, `name` and `statuses` have to be there.
 */
import { codeKey } from '../contract/canonical.ts';
import { DOSSIER } from '../contract/dossier-kind.ts';
import type { Kind, Term } from '../contract/kind.ts';
import { jsonName } from './folder-files.ts';
import { kindShape } from './kind-shape.ts';
import { LinedJson } from './lined-json.ts';

export interface KindFile {
  kind: Kind;
  json: LinedJson;
}

/** `file` is its path inside the pack, whose name is that of the kind. */
export function readKind(file: string, content: string): KindFile {
  const json = new LinedJson(file, content);
  const kind: Kind = json.read(kindShape);
  const name = jsonName(file);
  if (kind.kind === DOSSIER)
    throw json.refusal(['kind'], json.shown(['kind']), "a name of your own: the dossier is the product's");
  if (kind.kind !== name)
    throw json.refusal(['kind'], json.shown(['kind']), `"${name}", as the file is named`);
  json.refuseTwins(codesOf(kind.statuses), (i) => ['statuses', i, 'code']);
  json.refuseTwins(
    kind.statuses.map(({ n }) => n),
    (i) => ['statuses', i, 'n'],
  );
  json.refuseTwins(codesOf(kind.categories), (i) => ['categories', i, 'code']);
  json.refuseTwins(codesOf(kind.channels), (i) => ['channels', i, 'code']);
  json.refuseTwins(kind.measures, (i) => ['measures', i]);
  checkClock(kind, json);
  checkLimits(kind, json);
  checkStages(kind, json);
  return { kind, json };
}

function checkClock({ clock }: Kind, json: LinedJson): void {
  if (clock === null) return;
  json.refuseTwins(clock.from, (i) => ['clock', 'from', i]);
  json.refuseTwins(clock.to, (i) => ['clock', 'to', i]);
  const both = clock.to.findIndex((one) => clock.from.includes(one));
  if (both >= 0) {
    const at = ['clock', 'to', both];
    throw json.refusal(at, `${json.shown(at)} stands in from`, 'another moment');
  }
}

function checkLimits({ clock, limits, statuses, categories }: Kind, json: LinedJson): void {
  const codes = statuses.map(({ code }) => code);
  const known = categories.map(({ code }) => code);
  limits.forEach(({ status, category }, i) => {
    if (clock === null)
      throw json.refusal(['limits', i], 'a limit without a clock', 'a clock, or no limits and no stages');
    if (status !== null && !codes.includes(status))
      throw json.refusal(
        ['limits', i, 'status'],
        json.shown(['limits', i, 'status']),
        `a status of this kind: ${listed(codes)}`,
      );
    if (category !== null && !known.includes(category))
      throw json.refusal(
        ['limits', i, 'category'],
        json.shown(['limits', i, 'category']),
        `a category of this kind: ${listed(known)}`,
      );
  });
  const speakOf = limits.map(({ status, category, validFrom }) =>
    JSON.stringify([status, category, validFrom]),
  );
  json.refuseTwins(speakOf, (i) => ['limits', i], 'another status, category or validFrom');
}

function checkStages({ clock, stages }: Kind, json: LinedJson): void {
  stages.forEach(({ from, to }, i) => {
    if (clock === null)
      throw json.refusal(['stages', i], 'a stage without a clock', 'a clock, or no limits and no stages');
    if (from === to)
      throw json.refusal(['stages', i, 'to'], `${JSON.stringify(to)} is its from too`, 'another moment');
  });
  json.refuseTwins(
    stages.map(({ name }) => codeKey(name)),
    (i) => ['stages', i, 'name'],
  );
}

const codesOf = (terms: readonly Term[]) => terms.map(({ code }) => codeKey(code));

const listed = (codes: readonly string[]) => codes.join(', ') || 'it has none';
