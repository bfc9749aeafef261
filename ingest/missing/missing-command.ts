/** What `npm run missing` does: lists messages that were never counted and that Kafka no longer has, and notes them as seen. */
import type { ClickHouseClient } from '@clickhouse/client';
import { insertSeen, readMissing, type MissingRange } from '../../clickhouse/log-gaps-table.ts';

export type MissingCommand = { name: 'list' } | { name: 'seen'; id: string | 'all' };

export const USAGE = 'missing list | seen ID | seen --all';

/** The words make no command, or name no range; the message is the line to print. */
export class MissingUsageError extends Error {
  override readonly name = 'MissingUsageError';
}

/** @throws MissingUsageError */
export function readArguments([name, id, ...rest]: string[]): MissingCommand {
  if (name === 'list' && id === undefined) return { name };
  if (name === 'seen' && id === '--all' && rest.length === 0) return { name, id: 'all' };
  if (name === 'seen' && id !== undefined && rest.length === 0) {
    if (/^([a-z]+\/)?\d+\/\d+\/\d+$/.test(id)) return { name, id };
    throw new MissingUsageError(
      `ID is ${JSON.stringify(id)}; accepted: PARTITION/LIFE/OFFSET with its stream before it or none, as missing list shows it, or --all`,
    );
  }
  throw new MissingUsageError(`accepted: ${USAGE}`);
}

/** @throws MissingUsageError */
export async function runMissing(
  client: ClickHouseClient,
  command: MissingCommand,
  print: (line: string) => void,
): Promise<void> {
  const ranges = await readMissing(client);
  if (command.name === 'list') return list(ranges, print);
  const chosen = ranges.filter((range) => command.id === 'all' || idOf(range) === command.id);
  if (chosen.length === 0 && command.id !== 'all')
    throw new MissingUsageError(`there is no ${command.id}; accepted: an ID that missing list shows`);
  const unseen = chosen.filter(({ seenAt }) => seenAt === null);
  await insertSeen(client, unseen);
  print(`noted as seen: ${count(unseen)} messages, ${unseen.length} ranges`);
}

function list(ranges: readonly MissingRange[], print: (line: string) => void): void {
  const unseen = ranges.filter(({ seenAt }) => seenAt === null);
  print(`${count(ranges)} messages missing, ${count(unseen)} of them not seen`);
  for (const range of ranges) {
    const { kafkaPartition, fromOffset, toOffset, kind, foundAt, seenAt } = range;
    print('');
    print(`${idOf(range)}  ${toOffset - fromOffset} x ${WHY[kind]}`);
    print(
      `  partition ${kafkaPartition}, offsets ${fromOffset} to ${toOffset - 1}; found ${time(foundAt)}; ` +
        (seenAt === null ? 'not seen' : `seen ${time(seenAt)}`),
    );
  }
}

const WHY: Record<MissingRange['kind'], string> = {
  deleted: 'deleted by Kafka before it was read',
  lost: 'lost by ClickHouse and no longer in Kafka',
};

/** Of another stream than the dossiers' its name goes before. */
function idOf({ stream, kafkaPartition, generation, fromOffset }: MissingRange): string {
  const place = `${kafkaPartition}/${generation}/${fromOffset}`;
  return stream === 'dossier' ? place : `${stream}/${place}`;
}

function count(ranges: readonly MissingRange[]): number {
  return ranges.reduce((sum, { fromOffset, toOffset }) => sum + toOffset - fromOffset, 0);
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
