/**
 * `indexes/NAME.json` of a pack: an index of 100 points.
 *
 * ```json
 * {"index": "766", "name": {"vi": "Chỉ số phục vụ"}, "version": "2026", "validFrom": "2022-06-23",
 *  "groups": [{"code": "progress", "vi": "Tiến độ giải quyết"}],
 *  "components": [{"code": "onTime", "group": "progress", "vi": "Hồ sơ đúng hạn", "max": 20,
 *    "numerator": ["dossier.resolved.early", "dossier.resolved.onTime"], "denominator": "dossier.resolved",
 *    "threshold": 0.9, "whenEmpty": "zero", "levels": {"commune": "inherit"}, "told": "score766.onTime"}],
 *  "bands": [{"atLeast": 90, "vi": "Xuất sắc"}]}
 * ```
 *
 * `contract/score-index.ts` says what each member means. A numerator is figures that are added up, as formulas name them
 * (formula.ts), or `dossier.services.FIGURE`; in the place of numerator and denominator stands `share` with an indicator.
 * A component without `max` is shown, not scored.
 */
import { codeKey } from '../contract/canonical.ts';
import type { Indicator, IndicatorFigure, IndicatorNumber } from '../contract/indicator.ts';
import type { Kind } from '../contract/kind.ts';
import {
  ALL_POINTS,
  type ComponentSource,
  type IndexComponent,
  type IndexFigure,
  type ScoreIndex,
  type ShownAs,
} from '../contract/score-index.ts';
import { SERVICE_FIGURES } from '../contract/services.ts';
import { jsonName } from './folder-files.ts';
import { findIndicator, parseFigure } from './formula.ts';
import { indexShape } from './index-shape.ts';
import { LinedJson, type JsonPath } from './lined-json.ts';
import { PackError } from './pack-error.ts';

/** What an index may name. */
export interface IndexNames {
  kinds: readonly Kind[];
  indicators: readonly Indicator[];
}

const SERVICES = 'dossier.services.';

const PARTS_SHOWN_AS: ShownAs = { number: 'share', measure: { vi: '%', en: '%' }, decimals: 2 };

interface ToldSource {
  numerator: string[] | null;
  denominator: string[] | null;
  share: string | null;
}

/** `file` is its path inside the pack, whose name is that of the index. */
export function readIndex(file: string, content: string, names: IndexNames): ScoreIndex {
  const json = new LinedJson(file, content);
  const { index: code, components, ...rest } = json.read(indexShape);
  const name = jsonName(file);
  if (code !== name) throw json.refusal(['index'], json.shown(['index']), `"${name}", as the file is named`);
  const { groups, bands } = rest;
  const refuseTwins = (member: string, field: string, keys: readonly (string | number)[]) =>
    json.refuseTwins(keys, (i) => [member, i, field]);
  refuseTwins('groups', 'code', codesOf(groups));
  refuseTwins('components', 'code', codesOf(components));
  refuseTwins(
    'bands',
    'atLeast',
    bands.map(({ atLeast }) => atLeast),
  );
  checkPoints(json, components);
  const reader = new ComponentReader(json, names);
  return {
    code,
    ...rest,
    bands: bands.toSorted((a, b) => b.atLeast - a.atLeast),
    components: components.map(({ numerator, denominator, share, told, group, ...component }, i) => {
      const at = ['components', i];
      const codes = groups.map((one) => one.code);
      if (!codes.includes(group))
        throw json.refusal([...at, 'group'], json.shown([...at, 'group']), `a group: ${codes.join(', ')}`);
      return {
        ...component,
        group,
        ...reader.measured(at, component.max !== null, { numerator, denominator, share }),
        told: told === null ? null : reader.indicator([...at, 'told'], told, ['score']),
      };
    }),
  };
}

class ComponentReader {
  readonly #json: LinedJson;
  readonly #kinds: readonly Kind[];
  readonly #byCode: ReadonlyMap<string, Indicator>;

  constructor(json: LinedJson, { kinds, indicators }: IndexNames) {
    this.#json = json;
    this.#kinds = kinds;
    this.#byCode = new Map(indicators.map((indicator) => [indicator.code, indicator]));
  }

  /** Where it comes from, and without points how it is written. */
  measured(at: JsonPath, isScored: boolean, told: ToldSource): Pick<IndexComponent, 'source' | 'shownAs'> {
    const source = this.#source(at, told, isScored ? ['share'] : ['share', 'mean']);
    if (isScored) return { source };
    const indicator = 'share' in source ? this.#byCode.get(source.share.indicator) : undefined;
    const { number, measure, decimals } = indicator ?? PARTS_SHOWN_AS;
    return { source, shownAs: { number, measure, decimals } };
  }

  #source(at: JsonPath, told: ToldSource, numbers: readonly IndicatorNumber[]): ComponentSource {
    const { numerator, denominator, share } = told;
    const hasParts = numerator !== null && denominator !== null && share === null;
    if (hasParts)
      return {
        numerator: this.#figures([...at, 'numerator'], numerator),
        denominator: this.#figures([...at, 'denominator'], denominator),
      };
    if (share !== null && numerator === null && denominator === null)
      return { share: this.indicator([...at, 'share'], share, numbers) };
    const members = Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [name]));
    throw this.#json.refusal(at, members.join(' and ') || 'nothing', 'numerator and denominator, or share');
  }

  /** An indicator of one of some numbers, or one of its parts. */
  indicator(at: JsonPath, name: string, numbers: readonly IndicatorNumber[]): IndicatorFigure {
    const where = this.#json.whereOf(at);
    const figure = parseFigure(where, name, this.#kinds);
    const of = figure.of === 'indicator' ? findIndicator(where, figure, this.#byCode).number : 'count';
    if (figure.of !== 'indicator' || !numbers.includes(of)) {
      const accepted = `an indicator that is a ${numbers.join(' or ')}, or a part of it`;
      throw new PackError(where, `${name} is a ${of}`, accepted);
    }
    return figure;
  }

  #figures(at: JsonPath, names: readonly string[]): IndexFigure[] {
    this.#json.refuseTwins(names, (i) => [...at, i]);
    return names.map((name, i) => this.#figure([...at, i], name));
  }

  #figure(at: JsonPath, name: string): IndexFigure {
    const where = this.#json.whereOf(at);
    if (name.startsWith(SERVICES)) {
      const figure = SERVICE_FIGURES.find((one) => one === name.slice(SERVICES.length));
      if (figure) return { of: 'services', name, figure };
      const accepted = SERVICE_FIGURES.map((one) => SERVICES + one).join(', ');
      throw new PackError(where, `figure ${JSON.stringify(name)}`, accepted);
    }
    const figure = parseFigure(where, name, this.#kinds);
    if (figure.of !== 'indicator') return figure;
    const { number } = findIndicator(where, figure, this.#byCode);
    if (number === 'count' || number === 'amount') return figure;
    throw new PackError(where, `${name} is a ${number}`, 'figures that are counts or amounts');
  }
}

function checkPoints(json: LinedJson, components: readonly { max: number | null }[]): void {
  const sum = components.reduce((total, { max }) => total + Math.round(100 * (max ?? 0)), 0) / 100;
  if (sum !== ALL_POINTS)
    throw json.refusal(['components'], `their max add up to ${sum}`, `${ALL_POINTS} together`);
}

const codesOf = (terms: readonly { code: string }[]) => terms.map(({ code }) => codeKey(code));
