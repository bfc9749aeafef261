/**
 * One dossier of DongBoHoSoMC as the data of `dossier.snapshot.v1`.
 *
 * Only what is read here goes on: the applicant's name, papers, phones, mail, the summary, notes, files and every member
 * that is not named here end in this file.
 */
import type { SnapshotData } from '../../contract/event.ts';
import { formatTime } from '../../contract/time.ts';
import { agencyOf } from './dossier-code.ts';
import { lastEventMs } from '../decoding/event-ahead.ts';
import type { ItemReader } from './item-reader.ts';
import {
  APPLICANT_TABLE,
  CHANNEL_TABLE,
  FLAG_TABLE,
  PAID_TABLE,
  RETURN_TABLE,
  STATUS_TABLE,
} from './portal-codes.ts';
import type { PortalTime } from './portal-time.ts';
import type { Arrival } from './portal-event.ts';
import { readSupplements, movedDue, dueMs } from './supplements.ts';
import { snapshotTimeMs } from './snapshot-time.ts';
import { sumFees } from './fees.ts';

export interface PortalSnapshot {
  timeMs: number;
  data: SnapshotData;
}

/** @throws FieldRefused naming the first member that is not accepted. `sender` is the agency id of the envelope. */
export function readSnapshot(
  dossier: ItemReader,
  code: string,
  envelope: { sender: string | undefined; updating: boolean },
  source: string,
  { nowMs, aheadMaxMs }: Arrival,
): PortalSnapshot {
  const status = dossier.code('TrangThaiHoSo', STATUS_TABLE) ?? dossier.refuse('TrangThaiHoSo', '1 to 10');
  const past = (name: string) => dossier.pastTime(name, nowMs);
  const times = {
    submitted: past('NgayNopHoSo'),
    received: past('NgayTiepNhan'),
    finished: past('NgayKetThucXuLy'),
    returned: past('NgayTra'),
    refused: past('NgayTuChoi'),
  };
  const supplements = readSupplements(dossier, nowMs);
  const due = dueMs(movedDue(dossier.time('NgayHenTra'), supplements.moves));
  return {
    timeMs: snapshotTimeMs(
      code,
      { ...times, supplements: supplements.times },
      { nowMs, lastMs: lastEventMs(source, nowMs, aheadMaxMs), updating: envelope.updating },
    ),
    data: {
      code,
      procedure: procedureOf(dossier),
      unit: unitOf(dossier, agencyOf(code) ?? envelope.sender),
      channel: dossier.code('KenhThucHien', CHANNEL_TABLE),
      applicantType: dossier.code('LoaiDoiTuong', APPLICANT_TABLE),
      submittedAt: written(times.submitted),
      receivedAt: written(times.received),
      dueAt: due == null ? due : formatTime(due),
      finishedAt: written(times.finished),
      returnedAt: written(times.returned),
      refusedAt: written(times.refused),
      status,
      returnChannel: dossier.code('HinhThuc', RETURN_TABLE),
      paidOnline: dossier.code('DuocThanhToanTrucTuyen', PAID_TABLE),
      feeVnd: sumFees(dossier.list('DanhSachLePhi')),
      digitised: dossier.code('HoSoCoThanhPhanSoHoa', FLAG_TABLE),
      electronicResult: hasResultFile(dossier.list('DanhSachGiayToKetQua')),
      vneidVerified: dossier.code('TaiKhoanDuocXacThucVoiVNeID', FLAG_TABLE),
    },
  };
}

function written(time: PortalTime | null | undefined): string | null | undefined {
  return time == null ? time : formatTime(time.timeMs);
}

function procedureOf(dossier: ItemReader): SnapshotData['procedure'] {
  const code = dossier.id('MaTTHC', 128);
  if (code == null) return code;
  const field = dossier.name('TenLinhVuc', 512) ?? dossier.name('MaLinhVuc', 512) ?? null;
  return { code, name: dossier.name('TenTTHC', 2048) ?? null, field };
}

/** The portal tells a name, and only inside the dossier's code an agency id. The list of units decides when it counts. */
function unitOf(dossier: ItemReader, agency: string | undefined): SnapshotData['unit'] {
  const name = dossier.name('DonViXuLy', 512);
  if (agency === undefined) return name == null ? name : { name };
  return name == null ? { code: agency } : { code: agency, name };
}

function hasResultFile(files: ItemReader[] | null | undefined): boolean | null | undefined {
  return files == null ? files : files.some((file) => file.scalar('DuongDanTepTinKetQua') != null);
}
