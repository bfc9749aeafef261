/**
 * A story for any kind of a pack, from its definition alone: received, in progress, resolved, by the groups of its
 * statuses, with the moments that its clock and its stages ask for.
 */
import type { Kind } from '../contract/kind.ts';
import type { StatusGroup } from '../contract/status.ts';
import type { Path, Story, StoryStep } from './case-story.ts';

const PER_DAY = 15;
/** Of a kind with more statuses in progress the others stay unused. */
const MOST_IN_PROGRESS = 6;

export function generalStory(kind: Kind): Story {
  return {
    prefix: kind.kind.toUpperCase(),
    perDay: PER_DAY,
    aroundTheClock: false,
    paths: pathsOf(kind),
    ...(kind.clock !== null && kind.limits.length === 0 ? { dueDays: [3, 15] } : {}),
  };
}

function pathsOf(kind: Kind): Path[] {
  const of = (group: StatusGroup) =>
    kind.statuses
      .filter((status) => status.group === group)
      .sort((a, b) => a.n - b.n)
      .map(({ code }) => code);
  const [first, ...others] = of('inProgress').slice(0, MOST_IN_PROGRESS);
  const resolved = of('resolved');
  if (first === undefined) {
    const closed = resolved.length > 0 ? resolved : kind.statuses.map(({ code }) => code);
    return closed.map((status) => ({ weight: 1, steps: [{ status, score: [1, 5], tells: ['finishedAt'] }] }));
  }
  const asked = new Set(
    [...(kind.clock === null ? [] : [kind.clock]), ...kind.stages].flatMap(({ from, to }) =>
      [from, to].flat(),
    ),
  );
  const begins = (['acceptedAt', 'transferredAt'] as const).filter((moment) => asked.has(moment));
  const taken = others.length > 0 || begins.length === 0 ? others : [first];
  const work = taken.map((status, i): StoryStep => ({
    status,
    days: [0.2, 2],
    ...(i === 0 ? { tells: begins } : {}),
  }));
  const resolve = (status: string): StoryStep[] => [
    { status, tells: ['finishedAt'], score: [1, 5] },
    ...(asked.has('publishedAt') ? [{ status, days: [0.2, 3], tells: ['publishedAt'] } as const] : []),
  ];
  const [usual] = resolved;
  const path = (weight: number, ...steps: StoryStep[]): Path => ({
    weight,
    steps: [{ status: first }, ...work.slice(0, 1), ...steps],
  });
  const rest = work.slice(1);
  return [
    ...resolved.map((status) => path(80 / resolved.length, ...rest, ...resolve(status))),
    ...of('paused').map((status) =>
      path(
        6,
        {
          status,
          days: [0.5, 3],
          ...(asked.has('supplementAskedAt') ? { tells: ['supplementAskedAt'] } : {}),
        },
        { status: work[0]?.status ?? first, days: [0.5, 5] },
        ...rest,
        ...(usual === undefined ? [] : resolve(usual)),
      ),
    ),
    ...of('withdrawn').map((status) => path(3, { status, days: [0.2, 4] })),
    ...of('outside').map((status) => path(2, { status, days: [0.2, 4] })),
    ...(resolved.length === 0 ? [path(20, ...rest)] : []),
  ];
}
