import { describe, expect, it } from 'vitest';
import { GivenUp, Turnstile, TooMuchAsked, type TurnstileBounds } from '../../server/admission/turnstile.ts';

const BOUNDS: TurnstileBounds = {
  name: 'lists',
  running: 1,
  waitingOfOne: 3,
  waiting: 5,
  retryAfterSeconds: 7,
  sharesRunning: false,
};
const never = new AbortController().signal;

/** A turnstile whose work ends when the test says so. */
class Trial {
  readonly turnstile: Turnstile;
  readonly begun: string[] = [];
  readonly signals = new Map<string, AbortSignal>();
  readonly #ends = new Map<string, (error?: Error) => void>();

  constructor(bounds: Partial<TurnstileBounds> = {}) {
    this.turnstile = new Turnstile({ ...BOUNDS, ...bounds });
  }

  ask(identity: string, question: string, signal = never): Promise<string> {
    return this.turnstile.run({ identity, signal }, question, async (abandoned) => {
      this.begun.push(question);
      this.signals.set(question, abandoned);
      await new Promise<void>((resolve, reject) =>
        this.#ends.set(question, (error) => (error ? reject(error) : resolve())),
      );
      return `${question} answered`;
    });
  }

  async end(question: string, error?: Error): Promise<void> {
    this.#ends.get(question)?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the gate for dear questions', () => {
  it('answers one at a time, those who ask in turns, however much one of them asks', async () => {
    const trial = new Trial();
    const flood = ['a1', 'a2', 'a3', 'a4'].map((question) => trial.ask('A', question));
    const others = [trial.ask('B', 'b1'), trial.ask('C', 'c1')];
    for (const question of ['a1', 'a2', 'b1', 'c1', 'a3', 'a4']) await trial.end(question);
    // B and C came after a2 had been asked, and before A's next ones.
    expect(trial.begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4']);
    expect(await Promise.all([...flood, ...others])).toContain('b1 answered');
  });

  it('refuses what is too much of one with 429, of all together with 503, and says the bound and when to come again', async () => {
    const trial = new Trial();
    const asked = ['a1', 'a2', 'a3', 'a4'].map((question) => trial.ask('A', question));
    const ofOne = await trial.ask('A', 'a5').catch((error: unknown) => error);
    expect(ofOne).toBeInstanceOf(TooMuchAsked);
    expect(ofOne).toMatchObject({ status: 429, retryAfterSeconds: 7 });
    expect((ofOne as Error).message).toMatch(
      /too many lists .* accepted: 1 at a time and up to 3 that wait for one token or address; come again in 7 s/,
    );
    asked.push(trial.ask('B', 'b1'), trial.ask('C', 'c1'));
    await expect(trial.ask('D', 'd1')).rejects.toMatchObject({ status: 503, retryAfterSeconds: 7 });
    expect(trial.turnstile).toMatchObject({ running: 1, waiting: 5, refused: 2 });
    for (const question of ['a1', 'a2', 'b1', 'c1', 'a3', 'a4']) await trial.end(question);
    expect(await Promise.all(asked)).toHaveLength(6);
    expect(trial.turnstile).toMatchObject({ running: 0, waiting: 0 });
  });

  it('does not begin what nobody waits for any more, and breaks off what has begun', async () => {
    const trial = new Trial();
    const [first, second] = [new AbortController(), new AbortController()];
    const running = trial.ask('A', 'a1', first.signal);
    const waiting = trial.ask('A', 'a2', second.signal);
    const last = trial.ask('B', 'b1');
    second.abort();
    await expect(waiting).rejects.toThrow(GivenUp);
    first.abort();
    await expect(running).rejects.toThrow(GivenUp);
    expect(trial.signals.get('a1')?.aborted).toBe(true);
    // It makes room when it has ended.
    expect(trial.begun).toEqual(['a1']);
    await trial.end('a1', new Error('broken off'));
    await trial.end('b1');
    expect(await last).toBe('b1 answered');
    expect(trial.begun).toEqual(['a1', 'b1']);
    expect(trial.turnstile.givenUp).toBe(2);
    await expect(trial.ask('A', 'a3', AbortSignal.abort())).rejects.toThrow(GivenUp);
  });

  it('gives one answer to all who ask the same, at the turn of whoever is first among them', async () => {
    const trial = new Trial();
    const gone = new AbortController();
    void trial.ask('A', 'a1');
    const asked = [trial.ask('A', 'a2'), trial.ask('A', 'same', gone.signal), trial.ask('B', 'same')];
    gone.abort();
    await expect(asked[1]).rejects.toThrow(GivenUp);
    await trial.end('a1');
    await trial.end('a2');
    await trial.end('same');
    expect(await asked[2]).toBe('same answered');
    expect(trial.begun).toEqual(['a1', 'a2', 'same']);
  });

  it.each([true, false])('an answer that is on its way is shared: %j', async (sharesRunning) => {
    const trial = new Trial({ sharesRunning, running: 2 });
    const asked = [trial.ask('A', 'q'), trial.ask('B', 'q')];
    expect(trial.begun).toHaveLength(sharesRunning ? 1 : 2);
    await trial.end('q');
    await trial.end('q');
    if (sharesRunning) expect(await Promise.all(asked)).toEqual(['q answered', 'q answered']);
  });

  it('a failure is told to those who asked, and the next one has its turn', async () => {
    const trial = new Trial();
    const asked = [trial.ask('A', 'a1'), trial.ask('A', 'a2')];
    await Promise.all([
      expect(asked[0]).rejects.toThrow('no answer'),
      trial.end('a1', new Error('no answer')),
    ]);
    await trial.end('a2');
    expect(await asked[1]).toBe('a2 answered');
  });
});
