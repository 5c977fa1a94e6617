import crypto, { createHash } from 'node:crypto';

/** Random numbers that a seed repeats. */
export class Random {
  private block = Buffer.alloc(0);
  private blocks = 0;

  public constructor(private readonly seed: string) {}

  public bytes(length: number): Buffer {
    while (this.block.length < length) {
      this.block = Buffer.concat([this.block, createHash('sha256').update(`${this.seed}|${this.blocks++}`).digest()]);
    }
    const bytes = this.block.subarray(0, length);
    this.block = this.block.subarray(length);
    return bytes;
  }

  /** An integer from 0 to one less than the limit; of 2^48 values, so that no limit here biases it. */
  public below(limit: number): number {
    return this.bytes(6).readUIntBE(0, 6) % limit;
  }

  /** From 0 to less than 1. */
  public share(): number {
    return this.below(2 ** 32) / 2 ** 32;
  }
}

/** From now on the handlers draw from `source` what they draw from node:crypto; returns what undoes it. */
export function replaceRandom(source: () => Random): () => void {
  const { randomBytes, randomInt } = crypto;
  Object.assign(crypto, {
    randomBytes: (length: number) => source().bytes(length),
    randomInt: (...range: [number] | [number, number]) => {
      const [min, max] = range.length === 1 ? [0, ...range] : range;
      return min + source().below(max - min);
    },
  });
  return () => void Object.assign(crypto, { randomBytes, randomInt });
}
