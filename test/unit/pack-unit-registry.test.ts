import { expect, test } from 'vitest';
import { loadProvincePack } from '../../pack/load-pack.ts';
import { UnitRegistry } from '../../pack/unit-registry.ts';

const pack = await loadProvincePack('sample/binh-phuoc');
const registry = new UnitRegistry(pack.units, pack.name);
const named = (name: string) => registry.resolve({ name })?.name;

test.each([
  ['UBND huyện Lộc Ninh', 'UBND huyện Lộc Ninh'],
  ['Ủy ban nhân dân huyện Bù Đốp', 'UBND huyện Bù Đốp'],
  ['UỶ BAN NHÂN DÂN HUYỆN BÙ ĐỐP', 'UBND huyện Bù Đốp'],
  ['UBND H. Bù Đốp', 'UBND huyện Bù Đốp'],
  ['H.Bù Đốp', 'UBND huyện Bù Đốp'],
  ['huyen bu dop', 'UBND huyện Bù Đốp'],
  ['Bù Đốp', 'UBND huyện Bù Đốp'],
  ['Bu Dop'.normalize('NFD'), 'UBND huyện Bù Đốp'],
  ['TX. Phước Long, tỉnh Bình Phước', 'UBND thị xã Phước Long'],
  ['TP Đồng Xoài', 'UBND thành phố Đồng Xoài'],
  ['Bộ phận Một cửa huyện Hớn Quản', 'UBND huyện Hớn Quản'],
  ['TT. Tân Phú', 'UBND thị trấn Tân Phú'],
  ['P. Tân Phú', 'UBND phường Tân Phú'],
  ['Bom Bo', 'UBND xã Bom Bo'],
  ['S. Y tế', 'Sở Y tế'],
  ['Sở TN&MT', 'Sở Tài nguyên và Môi trường'],
  ['Sở Tài nguyên - Môi trường tỉnh Bình Phước', 'Sở Tài nguyên và Môi trường'],
  ['Trung tâm Phục vụ hành chính công tỉnh Bình Phước', 'Trung tâm Phục vụ hành chính công tỉnh'],
])('%j is %j', (name, unit) => {
  expect(named(name)).toBe(unit);
});

test.each([
  'Xã Tân Thành',
  'UBND xã Minh Hưng',
  'Tân Phú',
  'Lộc Ninh',
  'Thanh Bình',
  'Phòng Tư pháp',
  'huyện',
  '',
])('%j could be several units or none, so it is no unit', (name) => {
  expect(named(name)).toBeUndefined();
});

test.each([
  ['UBND xã Tân Thành, huyện Bù Đốp', '693'],
  ['UBND xã Tân Thành - TP. Đồng Xoài', '689'],
  ['Huyện Bù Đăng, xã Minh Hưng', '696'],
  ['xã Minh Hưng (Chơn Thành)', '697'],
  ['Tân Lợi, Đồng Phú', '695'],
  ['Xã Tân Lợi, UBND huyện Hớn Quản', '694'],
])('a shared name is told apart by its district: %j', (name, area) => {
  const place = pack.areas.find(({ code }) => code === registry.resolve({ name })?.area);
  expect(place?.parent).toBe(area);
});

test('names that differ only in their marks are told apart when the marks are written', () => {
  expect(named('X. Lộc Thạnh')).toBe('UBND xã Lộc Thạnh');
  expect(named('UBND xã Lộc Thành, huyện Lộc Ninh')).toBe('UBND xã Lộc Thành');
  expect(named('xa Loc Thanh')).toBeUndefined();
});

test('every unit is found by its own name, with the district where communes share it', () => {
  for (const unit of pack.units) {
    const district = unit.level === 'commune' ? `, ${registry.byCode(unit.parent ?? '')?.name}` : '';
    expect(registry.resolve({ name: unit.name + district })).toBe(unit);
  }
});

test('a known code decides; an unknown one leaves it to the name', () => {
  expect(registry.resolve({ code: 'H10.2.03', name: 'Sở Y tế' })?.code).toBe('H10.2.03');
  expect(registry.resolve({ code: 'X', name: 'Sở Y tế' })?.code).toBe('H10.1.16');
  expect(registry.resolve({ code: 'X', name: null })).toBeUndefined();
});
