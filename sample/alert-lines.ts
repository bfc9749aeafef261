/** An alert as lines of Vietnamese text. */
import { z } from 'zod';
import { MAX_TOLD_CASES } from '../contract/alerts.ts';

const SHOWN_CASES = 10;

const wording = z.object({ vi: z.string() });

/** What is shown of a message (docs/schema/alert.json); fields that are not listed are allowed. */
const alertMessage = z.object({
  type: z.string(),
  data: z.object({
    name: wording,
    severity: z.string(),
    unit: z.object({ code: z.string(), name: z.string() }).nullable(),
    total: z.number(),
    cases: z
      .array(
        z.object({
          code: z.string(),
          dueAt: z.string().nullable(),
          lateness: z.string(),
          lateWorkingDays: z.number(),
          procedure: z.object({ name: z.string().nullable() }).nullish(),
          category: z.string().nullish(),
          officer: z.object({ id: z.string().nullable(), name: z.string().nullable() }).nullable(),
        }),
      )
      .max(MAX_TOLD_CASES),
    facts: z
      .object({
        subject: wording.nullable(),
        value: z.number().nullable(),
        limit: z.number().nullable(),
        since: z.string(),
      })
      .nullable(),
    links: z.object({ page: z.string().nullable(), acknowledge: z.string().nullable() }),
  }),
});
type AlertData = z.infer<typeof alertMessage>['data'];
type AlertCase = AlertData['cases'][number];

/** Lines for a message whose signature was verified. */
export function printAlert(message: unknown, id: string, repeated: boolean): string[] {
  const mark = `${clock()}  ✓ chữ ký đúng${repeated ? ' (gửi lại)' : ''}`;
  const alert = alertMessage.safeParse(message);
  if (!alert.success) return [`${mark}  thông điệp khác: ${JSON.stringify(message)}`];
  const { name, unit, total, cases, facts, links } = alert.data.data;
  const head = [name.vi, unit && `${unit.name} (${unit.code})`, !facts && `${total} hồ sơ`];
  const lines = [`${mark}  ${head.filter(Boolean).join(' · ')}  ${id}`];
  if (facts) lines.push(`    ${factsLine(facts)}`);
  lines.push(...cases.slice(0, SHOWN_CASES).map((one) => `    ${caseLine(one)}`));
  if (cases.length > 0 && total > SHOWN_CASES) lines.push(`    … và ${total - SHOWN_CASES} hồ sơ nữa`);
  if (links.acknowledge) lines.push(`    xác nhận đã nhận: ${links.acknowledge}`);
  return lines;
}

export function printRefusal(reason: string): string {
  return `${clock()}  ✗ từ chối (401): ${reason}`;
}

function factsLine({ subject, value, limit, since }: NonNullable<AlertData['facts']>): string {
  const parts = [
    subject?.vi,
    value !== null && `${value}`,
    limit !== null && `ngưỡng ${limit}`,
    `từ ${since}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

function caseLine({
  code,
  dueAt,
  lateness,
  lateWorkingDays,
  procedure,
  category,
  officer,
}: AlertCase): string {
  // The time is local already: its offset is the province's.
  const due = dueAt === null ? 'không rõ hạn' : `hạn ${dueAt.slice(0, 10).split('-').reverse().join('/')}`;
  const parts = [
    code,
    lateness === 'late' && lateLine(lateWorkingDays),
    due,
    procedure?.name ?? category,
    officer && `cán bộ ${officer.name ?? officer.id}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** Late since less than a working day: the due day was yesterday or before a holiday. */
function lateLine(workingDays: number): string {
  return workingDays === 0 ? 'mới trễ' : `trễ ${workingDays} ngày làm việc`;
}

function clock(): string {
  return new Date().toLocaleTimeString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour12: false });
}
