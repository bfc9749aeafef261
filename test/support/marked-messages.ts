/** Messages in which every member that is not needed for counting holds a mark that must be found nowhere. */
import { portalDossier, portalRow, type PortalItem } from './portal-messages.ts';

/** ASCII, so that it is the same text in any encoding. */
export const MARK = 'zqMARKzq';

let marks = 0;
/** Like a name, with a mail address and a phone beside it. */
const mark = () => `${MARK}${marks++} Nguyễn Văn Thử ${MARK}@example.vn 0912345678`;

const APPLICANT = [
  'ChuHoSo',
  'SoGiayToChuHoSo',
  'Email',
  'SoDienThoai',
  'Fax',
  'ThongTinKhac',
  'MaDoiTuong',
  'TrichYeuHoSo',
  'GhiChu',
  'ThongTinTra',
  'SoBienNhan',
  'DiaChi',
  'NgaySinh',
  'applicantName',
  'phone',
];

/** The members with further ones that no contract knows. */
export function markedEvent(members: object): PortalItem {
  const more = APPLICANT.map((name): [string, unknown] => [name, mark()]);
  return {
    ...Object.fromEntries(more),
    DinhDanhCHS: [{ LoaiDinhDanh: mark(), SoDinhDanh: mark() }],
    applicant: { name: mark(), papers: [mark(), { number: mark() }] },
    [`x${MARK}`]: mark(),
    ...members,
  };
}

/** Every member of DongBoHoSoMC filled. */
export function markedDossier(code: string): PortalItem {
  const file = {
    TepDinhKemId: mark(),
    TenTepDinhKem: mark(),
    DuongDanTaiTepTin: mark(),
    MaKetQuaThayThe: mark(),
  };
  const paper = { TenGiayTo: mark(), MaThanhPhanHoSo: mark(), GiayToId: mark(), MaGiayToKetQua: mark() };
  return {
    ...markedEvent({}),
    ...portalDossier({
      MaHoSo: code,
      NgayTra: '20211007160000',
      NgayKetThucXuLy: '20211007150000',
      TrangThaiHoSo: '10',
    }),
    ...Object.fromEntries(APPLICANT.map((name) => [name, mark()])),
    NgayTuChoi: '20211004090000',
    NoiNopHoSo: mark(),
    DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: mark() }],
    DSKetNoiCSDL: [{ MaCSDL: mark() }],
    TaiLieuNop: [file, file],
    DanhSachGiayToKetQua: [{ ...paper, DuongDanTepTinKetQua: `https://example.vn/${MARK}.pdf` }],
    DanhSachLePhi: [
      { TenPhiLePhi: mark(), MaPhiLePhi: mark(), HinhThucThu: mark(), Gia: '15000', LoaiPhiLePhi: mark() },
    ],
    DanhSachTepDinhKemKhac: [{ TenGiayTo: mark(), SoLuong: mark(), LoaiGiayTo: mark() }],
    DanhSachHoSoBoSung: [
      {
        HoSoBoSungId: mark(),
        NguoiYeuCauBoSung: mark(),
        NoiDungBoSung: mark(),
        NgayBoSung: '20211005080000',
        NguoiTiepNhanBoSung: mark(),
        ThongTinTiepNhan: mark(),
        NgayTiepNhanBoSung: '20211006080000',
        TrangThaiBoSung: mark(),
        DanhSachGiayToBoSung: [paper],
        DanhSachLePhiBoSung: [{ TenPhiLePhi: mark() }],
        NgayHenTraTruoc: '20211008170000',
        NgayHenTraMoi: '20211012170000',
      },
    ],
  };
}

/** Every member of CapNhatTienDoHoSoMC filled; the official's own name stays. */
export function markedRow(code: string): PortalItem {
  return markedEvent(
    portalRow({ MaHoSo: code, ChucDanh: mark(), NoiDungXuLy: mark(), NgayBatDau: '20211005093000' }),
  );
}
