/**
 * What a webhook is told, as the receiver's own system reads it (docs/schema/alert.json). It has what a list shows of a case,
 * and of applicants nothing.
 */
import { z } from 'zod';
import {
  AUDIENCES,
  CASE_CONDITIONS,
  MAX_TOLD_CASES,
  REMINDER,
  SEVERITIES,
  type AlertFacts,
  type Condition,
  type Told,
} from './alerts.ts';
import { LATENESS, type CaseItem, type DossierItem, type Officer } from './api.ts';
import { CHANNELS, ONLINE_LEVELS, STATUSES } from './status.ts';

const OF_CASES = [...CASE_CONDITIONS, REMINDER] as const;
type OfCases = (typeof OF_CASES)[number];

/** Types of messages that are not of cases; those that are, `KIND.CONDITION`, such as `dossier.late`, and `KIND.reminder`. */
export const TYPES_OF_CONDITIONS = {
  lateRate: 'unit.lateRate',
  feedSilent: 'feed.silent',
  deadLettersGrowing: 'deadLetters.growing',
  offTarget: 'indicator.offTarget',
} as const satisfies Record<Exclude<Condition, OfCases>, string>;

export function isOfCases(condition: Told): condition is OfCases {
  return (OF_CASES as readonly string[]).includes(condition);
}

const instant = z.string().meta({ format: 'date-time' });
const wording = z.strictObject({ vi: z.string(), en: z.string() });
const place = z.strictObject({ code: z.string(), name: z.string() });
const count = z.number().int().min(0);

const officer: z.ZodType<Officer> = z.strictObject({
  id: z.string().nullable(),
  name: z.string().nullable(),
});

const ofEveryCase = {
  code: z.string(),
  unit: place,
  area: place,
  receivedAt: instant,
  dueAt: instant.nullable(),
  dueComputed: z.boolean().meta({ description: 'The due date was computed from legal time' }),
  finishedAt: instant.nullable(),
  lateness: z.enum(LATENESS),
  lateWorkingDays: count.meta({ description: 'Working days after the due day; 0 when not late' }),
  officer: officer.nullable(),
};

const dossierItem: z.ZodType<DossierItem> = z
  .strictObject({
    ...ofEveryCase,
    procedure: z
      .strictObject({
        code: z.string().nullable(),
        name: z.string().nullable(),
        field: z.string().nullable(),
        onlineLevel: z.enum(ONLINE_LEVELS).nullable(),
      })
      .nullable(),
    status: z.enum(STATUSES).nullable(),
    channel: z.enum(CHANNELS),
  })
  .meta({ id: 'AlertDossier' });

const caseItem = z
  .strictObject({
    ...ofEveryCase,
    kind: z.string().meta({ description: 'One of GET /api/v1/kinds' }),
    status: z.string().nullable(),
    channel: z.string().nullable(),
    category: z.string().nullable(),
    amountVnd: z.number().nullable().optional(),
    score: z.number().nullable().optional(),
  })
  .meta({ id: 'AlertCase' }) as unknown as z.ZodType<CaseItem>;

const facts: z.ZodType<AlertFacts> = z.strictObject({
  subject: wording.nullable().meta({ description: 'The indicator or the stream of messages' }),
  value: z.number().nullable().meta({ description: 'Such as a rate from 0 to 1, or a number of messages' }),
  limit: z.number().nullable().meta({ description: 'What it is held against' }),
  since: instant,
});

const told = {
  audience: z.enum(AUDIENCES).meta({ description: 'Who is told' }),
  links: z.strictObject({
    page: z.string().nullable().meta({ description: 'The page of alerts, for who signs in' }),
    acknowledge: z
      .string()
      .nullable()
      .meta({ description: 'Opens a page that acknowledges the message once, without signing in' }),
  }),
};

const alert = z
  .strictObject({
    type: z
      .string()
      .regex(
        new RegExp(
          `^(.+\\.(${OF_CASES.join('|')})|${Object.values(TYPES_OF_CONDITIONS).map(escaped).join('|')})$`,
        ),
      )
      .meta({ description: 'KIND.CONDITION of cases, such as dossier.late' }),
    timestamp: instant.meta({ description: 'Of what instant the message is' }),
    data: z.strictObject({
      rule: z.string(),
      name: wording.meta({ description: 'Of the rule' }),
      severity: z.enum(SEVERITIES),
      unit: place.nullable().meta({ description: 'null: of the province' }),
      reminder: z
        .strictObject({ who: z.string(), text: z.string().meta({ description: 'Empty: without words' }) })
        .nullable()
        .meta({ description: 'Of KIND.reminder: who asks for the case to be handled, in which words' }),
      kind: z
        .strictObject({ code: z.string(), name: wording })
        .nullable()
        .meta({ description: 'null: not of cases' }),
      total: count.meta({ description: 'All of them; cases has the most urgent ones' }),
      cases: z.array(z.union([dossierItem, caseItem])).max(MAX_TOLD_CASES),
      facts: facts.nullable().meta({ description: 'null: of cases' }),
      ...told,
    }),
  })
  .meta({ id: 'Alert' });

const test = z
  .strictObject({ type: z.literal('test'), timestamp: instant, data: z.strictObject(told) })
  .meta({ id: 'AlertTest', description: 'Somebody tries the endpoint' });

export const alertMessage = z.union([alert, test]);
export type AlertPayload = z.infer<typeof alertMessage>;

function escaped(text: string): string {
  return text.replaceAll('.', '\\.');
}
