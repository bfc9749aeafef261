/** Events of about 1 kB as one-stop software sends them, for filling topics. */
import type { DossierEvent } from '../contract/event.ts';
import { formatTime } from '../contract/time.ts';

const FIRST_MS = Date.parse('2021-01-04T07:30:00+07:00');
const STATUSES = ['received', 'processing', 'processed', 'returned'] as const;

/** Event `n` of a stream in which each dossier has four events. */
export function sampleEvent(n: number, timeMs = FIRST_MS + n * 20_000): DossierEvent {
  const dossier = Math.floor(n / 4);
  const status = STATUSES[n % 4] as (typeof STATUSES)[number];
  const receivedMs = FIRST_MS + dossier * 20_000;
  const isDone = status === 'processed' || status === 'returned';
  return {
    specversion: '1.0',
    id: `01J9Z3${String(n).padStart(20, '0')}`,
    source: 'urn:ioc:binh-phuoc:one-stop',
    type: 'dossier.snapshot.v1',
    time: formatTime(timeMs),
    data: {
      code: `000.00.${String(dossier % 90).padStart(2, '0')}.H10-210104-${String(dossier).padStart(7, '0')}`,
      procedure: {
        code: `1.00${5_000 + (dossier % 1_500)}`,
        name: 'Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu',
        field: 'Đất đai',
        onlineLevel: 'full',
      },
      unit: { code: `H10.2.${String(1 + (dossier % 11)).padStart(2, '0')}` },
      channel: dossier % 3 === 0 ? 'counter' : 'online',
      applicantType: 'citizen',
      submittedAt: formatTime(receivedMs - 1_800_000),
      receivedAt: formatTime(receivedMs),
      dueAt: formatTime(receivedMs + 5 * 86_400_000),
      finishedAt: isDone ? formatTime(receivedMs + 3 * 86_400_000) : null,
      returnedAt: status === 'returned' ? formatTime(receivedMs + 4 * 86_400_000) : null,
      refusedAt: null,
      status,
      officer: { id: `cb-${String(dossier % 800).padStart(4, '0')}`, name: 'Nguyễn Thị Hồng Thắm' },
      paidOnline: dossier % 4 === 0,
      feeVnd: 15_000,
      digitised: true,
      electronicResult: false,
      vneidVerified: dossier % 2 === 0,
      returnChannel: dossier % 7 === 0 ? 'postal' : 'counter',
    },
  };
}
