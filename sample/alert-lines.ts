/** An alert as lines of Vietnamese text. */
import { z } from 'zod';

const SHOWN_CASES = 10;

/** What is shown of a message; fields that are not listed are allowed. */
const lateMessage = z.object({
  type: z.literal('dossier.late'),
  data: z.object({
    unit: z.object({ code: z.string(), name: z.string() }),
    cases: z.array(
      z.object({
        code: z.string(),
        dueAt: z.string().nullable(),
        lateWorkingDays: z.number(),
        procedure: z.object({ name: z.string().nullable() }).nullable(),
        officer: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
      }),
    ),
  }),
});
type LateCase = z.infer<typeof lateMessage>['data']['cases'][number];

/** Lines for a message whose signature was verified. */
export function printAlert(message: unknown, id: string, repeated: boolean): string[] {
  const mark = `${clock()}  ✓ chữ ký đúng${repeated ? ' (gửi lại)' : ''}`;
  const late = lateMessage.safeParse(message);
  if (!late.success) return [`${mark}  thông điệp khác: ${JSON.stringify(message)}`];
  const { unit, cases } = late.data.data;
  const lines = [
    `${mark}  Hồ sơ trễ hạn · ${unit.name} (${unit.code}) · ${cases.length} hồ sơ  ${id}`,
    ...cases.slice(0, SHOWN_CASES).map((one) => `    ${caseLine(one)}`),
  ];
  if (cases.length > SHOWN_CASES) lines.push(`    … và ${cases.length - SHOWN_CASES} hồ sơ nữa`);
  return lines;
}

export function printRefusal(reason: string): string {
  return `${clock()}  ✗ từ chối (401): ${reason}`;
}

function caseLine({ code, dueAt, lateWorkingDays, procedure, officer }: LateCase): string {
  // The time is local already: its offset is the province's.
  const due = dueAt === null ? 'không rõ hạn' : `hạn ${dueAt.slice(0, 10).split('-').reverse().join('/')}`;
  // Late since less than a working day: the due day was yesterday or before a holiday.
  const late = lateWorkingDays === 0 ? 'mới trễ' : `trễ ${lateWorkingDays} ngày làm việc`;
  const parts = [code, late, due, procedure?.name, officer && `cán bộ ${officer.name ?? officer.id}`];
  return parts.filter(Boolean).join(' · ');
}

function clock(): string {
  return new Date().toLocaleTimeString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour12: false });
}
