/** The tones of alerts, made by the browser itself; no file to fetch. One for each severity, told apart by their beats. */
import type { Severity } from '../../contract/alerts.ts';

/** Hz and seconds; sine waves in the range in which all ages hear. */
const TONES: Record<Severity, { beats: readonly number[]; beatS: number; loudness: number }> = {
  critical: { beats: [988, 740, 988, 740, 988], beatS: 0.16, loudness: 0.5 },
  warning: { beats: [740, 740], beatS: 0.22, loudness: 0.35 },
  info: { beats: [523], beatS: 0.3, loudness: 0.25 },
};
/** Between beats, and for a beat to rise and fall without a click; seconds. */
const GAP_S = 0.06;
const EDGE_S = 0.02;

export class Tones {
  #context: AudioContext | undefined;
  #state = $state<'unknown' | 'ready' | 'blocked' | 'missing'>('unknown');

  /** `blocked`: until somebody touches the screen; `missing`: the browser has no sound; `unknown`: not asked for yet. */
  get state() {
    return this.#state;
  }

  /** Asks for sound; returns the clean-up. Browsers give it after a touch or a key, some kiosks at once. */
  listen(): () => void {
    try {
      this.#context ??= new AudioContext();
    } catch {
      this.#state = 'missing';
      return () => undefined;
    }
    const context = this.#context;
    const look = () => (this.#state = context.state === 'running' ? 'ready' : 'blocked');
    // Refused until the next touch.
    const resume = () => void context.resume().catch(() => undefined);
    const stop = new AbortController();
    context.addEventListener('statechange', look, { signal: stop.signal });
    for (const name of ['pointerdown', 'keydown'])
      window.addEventListener(name, resume, { signal: stop.signal });
    look();
    return () => {
      stop.abort();
      this.#context = undefined;
      void context.close().catch(() => undefined);
    };
  }

  /** Nothing is heard while sound is blocked. */
  play(severity: Severity): void {
    const context = this.#context;
    if (context?.state !== 'running') return;
    const { beats, beatS, loudness } = TONES[severity];
    beats.forEach((hz, n) => {
      const startS = context.currentTime + n * (beatS + GAP_S);
      const [wave, gain] = [context.createOscillator(), context.createGain()];
      wave.frequency.value = hz;
      gain.gain.setValueAtTime(0, startS);
      gain.gain.linearRampToValueAtTime(loudness, startS + EDGE_S);
      gain.gain.setValueAtTime(loudness, startS + beatS - EDGE_S);
      gain.gain.linearRampToValueAtTime(0, startS + beatS);
      wave.connect(gain).connect(context.destination);
      wave.start(startS);
      wave.stop(startS + beatS);
    });
  }
}
