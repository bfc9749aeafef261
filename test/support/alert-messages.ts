/** Messages as the engine hands them to a channel. */
import type { AlertSection } from '../../contract/alerts.ts';
import type { CaseItem, DossierItem } from '../../contract/api.ts';
import { DOSSIER_KIND } from '../../contract/dossier-kind.ts';
import type { Message } from '../../server/alerts/channels/channel.ts';

const UNIT = { code: 'H10.2.03', name: 'UBND huyện Lộc Ninh' };

const ofEveryCase = {
  unit: UNIT,
  area: { code: 'LN', name: 'Huyện Lộc Ninh' },
  receivedAt: '2026-11-02T08:10:00+07:00',
  dueAt: '2026-11-25T17:00:00+07:00',
  dueComputed: false,
  finishedAt: null,
  lateness: 'late',
  lateWorkingDays: 2,
  officer: { id: 'cb-0412', name: 'Lê Thị Ân' },
} as const;

export function lateDossier(code: string, change: Partial<DossierItem> = {}): DossierItem {
  return {
    ...ofEveryCase,
    code,
    procedure: {
      code: '1.004194',
      name: 'Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất',
      field: 'Đất đai',
      onlineLevel: 'partial',
    },
    status: 'processing',
    channel: 'online',
    ...change,
  };
}

export function lateCase(code: string, change: Partial<CaseItem> = {}): CaseItem {
  return {
    ...ofEveryCase,
    kind: 'feedback',
    code,
    status: 'processing',
    channel: 'app',
    category: 'environment',
    score: null,
    ...change,
  };
}

export function dossierCode(number: number): string {
  return `000.00.32.H10-261102-${String(number).padStart(5, '0')}`;
}

export function sectionOf(cases: AlertSection['cases'], change: Partial<AlertSection> = {}): AlertSection {
  const { kind, name } = DOSSIER_KIND;
  return {
    rule: 'late',
    name: { vi: 'Hồ sơ quá hạn', en: 'Late dossiers' },
    condition: 'late',
    severity: 'warning',
    unit: UNIT,
    reminder: null,
    kind: { code: kind, name },
    total: cases.length,
    cases,
    facts: null,
    ...change,
  };
}

export const FEEDBACK = { code: 'feedback', name: { vi: 'Phản ánh, kiến nghị', en: 'Feedback' } };

export function messageOf(sections: AlertSection[], change: Partial<Message> = {}): Message {
  return {
    id: 'msg_7b0e5d0e-1f0c-4f0e-9a53-0d1d0b8e1a11',
    to: 'Lê Thị Ân',
    audience: 'officer',
    timestamp: '2026-11-29T08:00:00+07:00',
    sections,
    links: {
      page: 'https://ioc.example.vn/alerts',
      acknowledge: 'https://ioc.example.vn/alerts/acknowledge/abc',
    },
    ...change,
  };
}

/** One section of each condition that is not of cases. */
export const SECTIONS_OF_FACTS: AlertSection[] = (
  [
    ['lateRate', 'Tỷ lệ quá hạn cao', 0.234, 0.15, null],
    ['feedSilent', 'Mất dữ liệu', null, null, 'hồ sơ'],
    ['deadLettersGrowing', 'Nhiều thông điệp lỗi', 37, 10, 'luồng hồ sơ'],
    ['offTarget', 'Chỉ tiêu chưa đạt', 82.5, 90, 'Tỷ lệ hồ sơ trực tuyến'],
  ] as const
).map(([condition, vi, value, limit, subject]) =>
  sectionOf([], {
    rule: condition,
    name: { vi, en: vi },
    condition,
    severity: 'critical',
    unit: condition === 'lateRate' ? UNIT : null,
    kind: null,
    total: 1,
    facts: {
      subject: subject && { vi: subject, en: subject },
      value,
      limit,
      since: '2026-11-29T07:05:00+07:00',
    },
  }),
);
