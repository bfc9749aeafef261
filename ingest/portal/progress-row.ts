/** One row of CapNhatTienDoHoSoMC as the data of `dossier.progress.v1`; NoiDungXuLy and ChucDanh are not read. */
import type { ProgressData } from '../../contract/event.ts';
import { formatTime } from '../../contract/time.ts';
import { agencyOf } from './dossier-code.ts';
import type { ItemReader } from './item-reader.ts';
import type { Arrival } from './portal-event.ts';
import { STATUS_TABLE } from './portal-codes.ts';
import { ACCEPTED_DATES } from './portal-time.ts';
import { dueMs } from './supplements.ts';

export interface PortalProgress {
  timeMs: number;
  data: ProgressData;
}

/** @throws FieldRefused naming the first member that is not accepted. */
export function readProgress(
  row: ItemReader,
  code: string,
  sender: string | undefined,
  { nowMs, aheadMaxMs }: Arrival,
): PortalProgress {
  const status = row.code('TrangThai', STATUS_TABLE) ?? row.refuse('TrangThai', '1 to 10');
  const { timeMs } = row.pastTime('ThoiDiemXuLy', nowMs) ?? row.refuse('ThoiDiemXuLy', ACCEPTED_DATES);
  // It decides which status counts, so unlike the dates of a dossier it must not lie ahead.
  const lastMs = nowMs + aheadMaxMs;
  if (timeMs > lastMs)
    row.refuse('ThoiDiemXuLy', `up to ${formatTime(lastMs)} (EVENT_AHEAD_MAX_MS=${aheadMaxMs})`);
  return {
    timeMs,
    data: {
      code,
      status,
      officer: officerOf(row, agencyOf(code) ?? sender),
      department: row.name('PhongBanXuLy', 512),
      step: stepOf(row),
    },
  };
}

/** The portal tells no id of the official: the name within the agency stands for it. */
function officerOf(row: ItemReader, agency: string | undefined): ProgressData['officer'] {
  const name = row.name('NguoiXuLy', 100);
  if (name == null) return name;
  const id = agency === undefined ? name : `${agency}/${name}`.slice(0, 128);
  // The cut may halve a character.
  return { id: id.replace(/\p{Surrogate}/gu, ''), name };
}

function stepOf(row: ItemReader): ProgressData['step'] {
  const started = row.time('NgayBatDau');
  const due = dueMs(row.time('NgayKetThucTheoQuyDinh'));
  if (started === undefined && due === undefined) return undefined;
  if (started == null && due == null) return null;
  return {
    startedAt: started == null ? null : formatTime(started.timeMs),
    dueAt: due == null ? null : formatTime(due),
  };
}
