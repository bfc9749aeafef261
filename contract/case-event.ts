/** What a message of the stream of cases holds, as event.ts has it of dossiers: which kinds there are says the pack. */
import { z } from 'zod';
import { canonicalCode } from './canonical.ts';
import { caseFields, type CaseLines } from './case-fields.ts';
import { codeSchema, envelope } from './event.ts';
import { dataSchemas } from './field-schema.ts';
import type { Telling, ToldBy } from './field-types.ts';
import type { Kind } from './kind.ts';

export const CASE_TYPES = { snapshot: 'case.snapshot.v1', progress: 'case.progress.v1' } as const;

type CaseData = { kind: string; code: string } & ToldBy<CaseLines, 'snapshot'>;
export interface CaseEvent {
  specversion: '1.0';
  id: string;
  source: string;
  time: string;
  type: (typeof CASE_TYPES)[Telling];
  data: CaseData;
}

const code = codeSchema(
  canonicalCode,
  'Code of the case, one of its kind; KIND/CODE is the key of the message',
);

/** The schemas of the events of one kind's cases, by what they tell. */
export function caseEventSchemas(
  kind: Pick<Kind, 'kind' | 'statuses' | 'channels' | 'categories'>,
): Record<Telling, z.ZodType<CaseEvent>> {
  const dataOf = dataSchemas(caseFields(kind), code);
  const schemaOf = (event: Telling) => {
    const data = dataOf(event) as unknown as z.ZodObject;
    return z.object({
      ...envelope,
      type: z.literal(CASE_TYPES[event]),
      data: z.object({ kind: z.literal(kind.kind), ...data.shape }),
    }) as never;
  };
  return { snapshot: schemaOf('snapshot'), progress: schemaOf('progress') };
}
