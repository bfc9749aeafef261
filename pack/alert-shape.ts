/** The shape of `alerts.json`, member by member. The message of each schema says what is accepted. */
import { z } from 'zod';
import { AUDIENCES, CONDITIONS, SEVERITIES, type Audience } from '../contract/alerts.ts';
import { inBoth, listOf, members, nullable, oneOf, wholeNumber, wording } from './json-shapes.ts';
import { clockTime, workingTime } from './json-spans.ts';

const MAX_RULES = 100;
const MAX_CODES = 1_000;
const MAX_WORKING_DAYS = 365;
const MAX_NUMBER = 1_000_000;

/** Messages to one endpoint in a minute. */
export const PER_MINUTE = { usual: 60, most: 600 };

/** In place of a list: all of them. */
export const ALL = '*';

const RULE = { error: 'a small letter, then up to 63 small letters, digits and -' };
const SHARE = { error: 'a share above 0 and below 1, such as 0.2 for 20%' };
const share = z.number(SHARE).gt(0, SHARE).lt(1, SHARE);

/** A code alone stands for the list of one. */
const CODES = { error: `"${ALL}" for all, a code, or a list of 1 to ${MAX_CODES} codes` };
const codes = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string(CODES), CODES).min(1, CODES).max(MAX_CODES, CODES),
);

const WORKING_DAYS = { error: `a whole number from 0 to ${MAX_WORKING_DAYS}` };
const workingDays = z.int(WORKING_DAYS).min(0, WORKING_DAYS).max(MAX_WORKING_DAYS, WORKING_DAYS);
const MORE_THAN = { error: `a whole number from 0 to ${MAX_NUMBER}` };
const moreThan = z.int(MORE_THAN).min(0, MORE_THAN).max(MAX_NUMBER, MORE_THAN);

const anyRule = {
  rule: z.string(RULE).regex(/^[a-z][a-z0-9-]{0,63}$/, RULE),
  name: members(wording).transform(inBoth),
  severity: oneOf(SEVERITIES),
  escalate: listOf(members({ after: workingTime, to: oneOf(AUDIENCES) }), 0, AUDIENCES.length - 1).default(
    [],
  ),
  group: clockTime('0s', '1h').prefault('5s'),
  repeat: nullable(workingTime),
  quiet: z.boolean({ error: 'true or false' }).default(false),
};

/** Who may be told first: of a case its officer too, of what no unit answers for the leader or the centre alone. */
const toldFirst = (audiences: readonly Audience[], usual: Audience) => ({
  audience: oneOf(audiences).default(usual),
});
const ofCases = { ...anyRule, kind: codes, ...toldFirst(AUDIENCES, 'head') };
const ofUnits = { ...anyRule, kind: codes, ...toldFirst(['head', 'leader', 'centre'], 'head') };
const ofProvince = { ...anyRule, ...toldFirst(['leader', 'centre'], 'centre') };

const rule = z.discriminatedUnion(
  'when',
  [
    members({
      when: z.literal('dueSoon'),
      left: workingTime.optional(),
      leftShare: share.optional(),
      ...ofCases,
    }),
    members({ when: z.literal('late'), workingDays: workingDays.default(0), ...ofCases }),
    members({ when: z.literal('stageOverdue'), ...ofCases }),
    members({
      when: z.literal('lateRate'),
      above: share,
      below: share.optional(),
      for: clockTime('0s', '24h').prefault('0s'),
      atLeast: wholeNumber(MAX_NUMBER).default(10),
      ...ofUnits,
    }),
    members({ when: z.literal('feedSilent'), after: workingTime, ...ofProvince }),
    members({
      when: z.literal('deadLettersGrowing'),
      moreThan,
      within: clockTime('1s', '24h'),
      ...ofProvince,
    }),
    members({ when: z.literal('offTarget'), indicator: codes, ...ofProvince }),
  ],
  {
    error: ({ code }) => (code === 'invalid_union' ? CONDITIONS.join(', ') : 'a rule: an object'),
  },
);

export const alertShape = members({
  perMinute: wholeNumber(PER_MINUTE.most).default(PER_MINUTE.usual),
  rules: listOf(rule, 0, MAX_RULES),
});

/** A rule as the file tells it, with what it leaves out by default. */
export type ToldRule = z.output<typeof rule>;
