import { describe, expect, it } from 'vitest';
import { areaScope, parseScope, unitScope } from '../../contract/scope.ts';

describe('the name of a scope', () => {
  it('is taken apart into its kind and code, whatever the code holds', () => {
    expect(parseScope('province')).toEqual({ kind: 'province', code: '' });
    expect(parseScope(areaScope('25195@2025-06-30'))).toEqual({ kind: 'area', code: '25195@2025-06-30' });
    expect(parseScope(unitScope('H10:2 x'))).toEqual({ kind: 'unit', code: 'H10:2 x' });
  });

  it.each(['', 'area', 'area:', 'unit:', 'province:', 'provinces', 'Unit:H10', 'xunit:H10', ' province'])(
    'is not %j',
    (name) => {
      expect(parseScope(name)).toBeUndefined();
    },
  );
});
