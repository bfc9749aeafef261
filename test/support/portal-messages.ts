/** Messages of the national portal's clients for tests; invented people and numbers. */

export type PortalItem = Record<string, unknown>;

/** A dossier of Lộc Ninh being processed, as software of 2025 sends it, unless `change` says otherwise. */
export function portalDossier(change: PortalItem = {}): PortalItem {
  return {
    MaHoSo: '000.00.32.H10-211004-00017',
    MaTTHC: '1.005129',
    TenTTHC: 'Đăng ký khai sinh',
    MaLinhVuc: 'G03-GD10',
    TenLinhVuc: 'Hộ tịch',
    KenhThucHien: '2',
    ChuHoSo: 'Nguyễn Văn Thử',
    LoaiDoiTuong: '1',
    MaDoiTuong: '',
    NgayNopHoSo: '20211004073512',
    NgayTiepNhan: '20211004081000',
    NgayHenTra: '20211008170000',
    TrangThaiHoSo: '4',
    NgayKetThucXuLy: '',
    NgayTra: '',
    HinhThuc: '0',
    DonViXuLy: 'UBND huyện Lộc Ninh',
    NoiNopHoSo: '2',
    HoSoCoThanhPhanSoHoa: '1',
    TaiKhoanDuocXacThucVoiVNeID: '0',
    DuocThanhToanTrucTuyen: '0',
    DinhDanhCHS: [{ LoaiDinhDanh: '1', SoDinhDanh: '000000000001' }],
    DSKetNoiCSDL: [{ MaCSDL: '1' }],
    TaiLieuNop: [],
    DanhSachLePhi: [],
    DanhSachGiayToKetQua: [],
    ...change,
  };
}

/** The row of an official who passes it on the next morning. */
export function portalRow(change: PortalItem = {}): PortalItem {
  return {
    MaHoSo: '000.00.32.H10-211004-00017',
    NguoiXuLy: 'Cán bộ A',
    ChucDanh: '',
    ThoiDiemXuLy: '20211005093000',
    PhongBanXuLy: '',
    NoiDungXuLy: 'Chuyển xử lý',
    TrangThai: '4',
    NgayBatDau: '',
    NgayKetThucTheoQuyDinh: '20211006170000',
    ...change,
  };
}

export function portalMessage(service: string, data: unknown, change: PortalItem = {}): PortalItem {
  return { session: 'b7e1', madonvi: '000.00.00.H10', service, data, ...change };
}
