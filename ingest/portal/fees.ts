/** DanhSachLePhi: the fees of a dossier. */
import { MAX_AMOUNT } from '../../contract/field-types.ts';
import type { ItemReader } from './item-reader.ts';
import { FieldRefused } from './portal-refusal.ts';

/**
 * The sum of Gia in VND. An empty list tells no fee, which is not the same as free of charge.
 *
 * @throws FieldRefused when the contract's field cannot hold it.
 */
export function sumFees(fees: ItemReader[] | null | undefined): number | null | undefined {
  if (fees == null) return fees;
  const amounts = fees.map(amountOf).filter((amount) => amount !== null);
  if (amounts.length === 0) return null;
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  if (sum > MAX_AMOUNT) throw new FieldRefused('DanhSachLePhi', sum, `a sum of up to ${MAX_AMOUNT}`);
  return sum;
}

/** "15000", 15000, "15.000", "15,000 đ" and "15000.00" are the same. */
function amountOf(fee: ItemReader): number | null {
  const text = fee.scalar('Gia');
  if (text == null) return null;
  const bare = text.replace(/\s|đồng|đ|vn[dđ]/gi, '');
  const whole = /^\d{1,3}([.,])\d{3}(\1\d{3})*$/.test(bare)
    ? bare.replace(/[.,]/g, '')
    : bare.replace(/[.,]0{1,2}$/, '');
  return /^\d{1,12}$/.test(whole)
    ? Number(whole)
    : fee.refuse('Gia', 'a whole number of VND, such as "15000"');
}
