/** Typed arrays that grow: one number per case, outside the JavaScript heap. */

type TypedArray = Float64Array | Int32Array | Uint32Array | Uint8Array;

export class Growable<Data extends TypedArray> {
  data: Data;
  readonly #create: (length: number) => Data;
  readonly #fill: number;

  constructor(create: (length: number) => Data, fill = 0) {
    this.#create = create;
    this.#fill = fill;
    this.data = create(1024);
    if (fill !== 0) this.data.fill(fill);
  }

  /** Makes room for `length` values; new ones are the fill value. */
  reserve(length: number): void {
    if (length > this.data.length) this.#grow(Math.max(length, Math.ceil(this.data.length * 1.5)));
  }

  #grow(length: number): void {
    const before = this.data.length;
    const grown = this.#create(length);
    grown.set(this.data);
    if (this.#fill !== 0) grown.fill(this.#fill, before);
    this.data = grown;
  }
}

export const float64 = (fill = 0) => new Growable((length) => new Float64Array(length), fill);
export const int32 = (fill = 0) => new Growable((length) => new Int32Array(length), fill);
export const uint32 = () => new Growable((length) => new Uint32Array(length));
export const uint8 = () => new Growable((length) => new Uint8Array(length));
