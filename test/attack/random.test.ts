import crypto from 'node:crypto';
import { Random, replaceRandom } from './random';

describe('the random numbers of the attack simulation', () => {
  test('are the same for the same seed, and others for another', () => {
    const draw = (seed: string) => new Random(seed).bytes(100).toString('hex');

    expect(draw('a')).toBe(draw('a'));
    expect(draw('a')).not.toBe(draw('b'));
  });

  test('are spread evenly', () => {
    const random = new Random('even');
    const drawn = Array.from({ length: 100 }, () => 0);
    for (let i = 0; i < 100_000; i++) drawn[random.below(100)] += 1;

    // Chi-square with 99 degrees of freedom: below 181 but for one seed in a million.
    expect(drawn.reduce((sum, times) => sum + (times - 1_000) ** 2 / 1_000, 0)).toBeLessThan(181);
  });

  test('take the place of those of node:crypto until it is undone', () => {
    const draw = () => [crypto.randomBytes(16).toString('hex'), crypto.randomInt(1_000_000), crypto.randomInt(5, 1_000_000)];
    const drawReplaced = () => {
      const random = new Random('seed');
      const undo = replaceRandom(() => random);
      try {
        return draw();
      } finally {
        undo();
      }
    };

    const replaced = drawReplaced();

    expect(drawReplaced()).toEqual(replaced);
    expect(draw()).not.toEqual(replaced);
  });
});
