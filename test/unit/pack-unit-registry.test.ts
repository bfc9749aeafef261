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
  ['ĐĂK Ơ', 'UBND xã Đak Ơ'],
  ['Xã Đak Ơ', 'UBND xã Đak Ơ'],
  ['UBND xã Đắc Ơ', 'UBND xã Đak Ơ'],
  ['X. Đắk Ơ'.normalize('NFD'), 'UBND xã Đak Ơ'],
  ['U.B.N.D H. LỘC NINH', 'UBND huyện Lộc Ninh'],
  ['Văn phòng HĐND và UBND huyện Lộc Ninh', 'UBND huyện Lộc Ninh'],
  ['Phòng Tư pháp huyện Lộc Ninh', 'UBND huyện Lộc Ninh'],
  ['Phòng LĐ-TB và XH - UBND TX.Bình Long', 'UBND thị xã Bình Long'],
  ['Bộ phận TN&TKQ P. Tân Phú', 'UBND phường Tân Phú'],
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
  'Phòng Tư pháp xã Tân Thành',
  'Chi nhánh Văn phòng đăng ký đất đai huyện Lộc Ninh',
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

test('the place of the tone is no difference', () => {
  for (const name of ['UBND xã Tân Hòa', 'UBND xã Tân Hoà']) {
    expect(registry.resolve({ name: `${name}, huyện Đồng Phú` })?.code).toBe('H10.3.25384');
    expect(registry.resolve({ name: `${name.normalize('NFD')} - Đồng Phú` })?.code).toBe('H10.3.25384');
  }
});

test.each([
  ['the name decides before it', '000.00.30.H10', 'UBND huyện Lộc Ninh', 'UBND huyện Lộc Ninh'],
  ['a name that is shared', '000.00.35.H10', 'UBND xã Tân Thành', 'UBND xã Tân Thành'],
  ['the commune itself', '000.06.35.H10', 'Xã Tân Thành', 'UBND xã Tân Thành'],
  ['no name', '000.00.32.H10', null, 'UBND huyện Lộc Ninh'],
  ['the spelling of 2020', 'H10.32', null, 'UBND huyện Lộc Ninh'],
  ['an office of a unit', '000.99.32.H10', null, 'UBND huyện Lộc Ninh'],
  ['the province', '000.00.00.H10', null, 'Trung tâm Phục vụ hành chính công tỉnh'],
  ['a part of a unit', '000.00.32.H10', 'Phòng Tư pháp', 'UBND huyện Lộc Ninh'],
  ['a room with "xã hội"', 'H10.32', 'Phòng Lao động - Thương binh và Xã hội', 'UBND huyện Lộc Ninh'],
  ['a unit that the list does not know', '000.00.32.H10', 'UBND xã Không Có', undefined],
  ['a shared name elsewhere', '000.00.32.H10', 'UBND xã Tân Thành', undefined],
  ['an unknown id', '000.00.99.H10', null, undefined],
  ['another province', '000.00.32.H11', null, undefined],
])('an agency id settles what the name leaves open: %s', (_case, code, name, unit) => {
  expect(registry.resolve({ code, name })?.name).toBe(unit);
});
