import { describe, expect, it } from 'vitest';
import { DlqUsageError, readArguments, USAGE } from '../../ingest/dlq/arguments.ts';

describe('the words after dlq', () => {
  it.each([
    ['list', { name: 'list', stream: 'dossier' }],
    ['list --stream case', { name: 'list', stream: 'case' }],
    ['show 12', { name: 'show', stream: 'dossier', offset: 12 }],
    ['replay --offset 3', { name: 'replay', stream: 'dossier', selection: { offset: 3 } }],
    ['replay --reason time', { name: 'replay', stream: 'dossier', selection: { reason: 'time' } }],
    ['replay --all', { name: 'replay', stream: 'dossier', selection: 'all' }],
  ])('%s', (words, command) => {
    expect(readArguments(words.split(' '))).toEqual(command);
  });

  it.each(['', 'lost', 'list 1', 'list --all', 'show', 'show 1 2', 'replay', 'replay --all --reason x'])(
    'refuses "%s" with what is accepted',
    (words) => {
      const read = () => readArguments(words.split(' ').filter((word) => word !== ''));
      expect(read).toThrow(DlqUsageError);
      expect(read).toThrow(`accepted: ${USAGE}`);
    },
  );

  it.each(['show x', 'show -1', 'show 1.5', 'replay --offset=', 'replay --reason=', 'replay --sum'])(
    'refuses "%s"',
    (words) => {
      expect(() => readArguments(words.split(' '))).toThrow(/accepted: /);
    },
  );
});
