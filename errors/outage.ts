/** A part that we need is away, does not answer in time or broke off its answer: trying again helps. */
export class Outage extends Error {
  override readonly name: string = 'Outage';
}
