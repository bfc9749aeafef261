/** What a message of the stream of observations holds; which indicators and scopes there are says the pack. */
import { z } from 'zod';
import { canonicalCode } from './canonical.ts';
import { envelope } from './event.ts';
import { nonEmpty } from './field-schema.ts';

export const OBSERVATION_TYPE = 'observation.v1';

const number = z.number('expected a number').nullish();

const data = z
  .object({
    indicator: nonEmpty(128, canonicalCode).meta({ description: 'Code of the indicator in indicators.csv' }),
    scope: nonEmpty(256, canonicalCode).meta({ description: '`province`, `area:CODE` or `unit:CODE`' }),
    breakdown: z
      .string('expected text of up to 128 characters')
      .max(128, 'expected text of up to 128 characters')
      .overwrite(canonicalCode)
      .nullish()
      .meta({ description: 'Code of the part that it is of; absent for the whole' }),
    period: nonEmpty(16, canonicalCode).meta({
      description: '`2021`, `2021-Q3`, `2021-09` or `2021-09-14`; of a week its Monday',
    }),
    value: number.meta({ description: 'null takes back what was told' }),
    numerator: number,
    denominator: z.number('expected a number from 0 on').min(0, 'expected a number from 0 on').nullish(),
    of: number.meta({ description: 'Of a rank: how many are ranked' }),
  })
  .meta({
    description: 'value, or numerator and denominator, or all three: value as it is printed beside them',
  });

export const observationEvent = z
  .object({ ...envelope, type: z.literal(OBSERVATION_TYPE), data })
  .meta({ id: 'Observation', description: 'What is told of an indicator for a scope and a period' });

export type ObservationEvent = z.infer<typeof observationEvent>;
