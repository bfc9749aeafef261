/** Codes of walls as `walls.json` may have them. Pure. */
import { PROVINCE } from '../../../contract/scope.ts';
import type { Wall } from '../../../contract/wall.ts';

const MOST = 64;
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** The code of another wall in the file than those of `others`; that of a usual wall, its scope, is none as it stands. */
export function fileCode(code: string, others: readonly Pick<Wall, 'wall'>[]): string {
  const plain = code.replace(/[^A-Za-z0-9_.-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'wall';
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : `-${number}`;
    const found = plain.slice(0, MOST - end.length) + end;
    if (!others.some(({ wall }) => wall === found)) return found;
  }
}

/** `province` is the usual wall of the province, so that of no other scope. */
export function isFileCode(code: string, scope: string, others: readonly Pick<Wall, 'wall'>[]): boolean {
  const isOwn = code !== PROVINCE || scope === PROVINCE;
  return CODE.test(code) && isOwn && !others.some(({ wall }) => wall === code);
}
