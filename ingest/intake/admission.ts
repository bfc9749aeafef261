/**
 * Bounds what the intake holds at a time: requests and the bytes of their bodies, of each sender and of all. So one sender can
 * neither fill the memory nor use up the room of the others.
 */
import { IntakeRefusal } from './intake-refusal.ts';

export interface AdmissionLimits {
  /** Requests of one sender, and of all. */
  senderRequests: number;
  requests: number;
  /** Bytes of bodies after inflation, of one sender and of all. */
  senderBytes: number;
  bytes: number;
}

interface Held {
  requests: number;
  bytes: number;
}

/** The room of one request, until it is answered. */
export interface Room {
  /** @throws IntakeRefusal when that many more bytes cannot be held. */
  take(bytes: number): void;
  leave(): void;
}

export class Admission {
  readonly #all: Held = { requests: 0, bytes: 0 };
  readonly #senders = new Map<string, Held>();
  readonly #limits: AdmissionLimits;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#all.bytes;
  }

  /** @throws IntakeRefusal when there are too many requests already. */
  enter(sender: string): Room {
    const limits = this.#limits;
    const all = this.#all;
    const own = this.#senders.get(sender) ?? { requests: 0, bytes: 0 };
    if (own.requests >= limits.senderRequests)
      throw tooMuch(`${limits.senderRequests} requests of a sender at a time`, 'requests');
    if (all.requests >= limits.requests) throw tooMuch(`${limits.requests} requests at a time`, 'requests');
    this.#senders.set(sender, own);
    const held = [own, all];
    for (const one of held) one.requests++;
    let taken = 0;
    return {
      take: (bytes) => {
        if (own.bytes + bytes > limits.senderBytes)
          throw tooMuch(`${limits.senderBytes} bytes of a sender at a time`, 'bytesInFlight');
        if (all.bytes + bytes > limits.bytes)
          throw tooMuch(`${limits.bytes} bytes at a time`, 'bytesInFlight');
        taken += bytes;
        for (const one of held) one.bytes += bytes;
      },
      leave: () => {
        for (const one of held) {
          one.requests--;
          one.bytes -= taken;
        }
        if (own.requests === 0) this.#senders.delete(sender);
      },
    };
  }
}

function tooMuch(accepted: string, limit: 'requests' | 'bytesInFlight'): IntakeRefusal {
  return new IntakeRefusal(429, 'Too much at a time', `accepted: ${accepted}; send again later`, limit);
}
