import path from 'node:path';
import { anyText, captchaUrlOf, defects } from './defects';
import { MATERIALS } from './materials';
import { ALPHABET, MAX_CAPTCHA_URL } from '../../../lambda/challenges/image-captcha';
import { type Draw, loadDraw } from '../../../lambda/picture/draw';
import { describePicture } from '../../../lambda/picture/svg';
import { knownBadPictures } from '../fixtures/known-bad-pictures';

let draw: Draw;

beforeAll(async () => {
  draw = await loadDraw(MATERIALS);
});

const texts = (count: number, length: number) => Array.from({ length: count }, () => anyText(length));

test.each([4, 5, 6, 7, 8])('pictures of %i letters are sound, each another one, and say nothing but by their pixels', (length) => {
  expect(defects(draw, texts(50, length))).toEqual(new Set());
}, 60_000);

test('the longest text is small in each of 2,000 pictures', () => {
  expect(Math.max(...texts(2_000, 8).map((text) => captchaUrlOf(draw(text)).length))).toBeLessThanOrEqual(MAX_CAPTCHA_URL);
}, 120_000);

test('no letter is too thin to be seen', () => {
  expect(defects(draw, [...ALPHABET].map((letter) => letter.repeat(8)))).toEqual(new Set());
});

test.each(Object.entries(knownBadPictures))('a renderer that %s is found out', (_, [flaw, make]) => {
  // Long ones, since they are the largest.
  expect(defects(make(draw), texts(2, 8))).toContain(flaw);
});

test('the letters stand in the picture in their order, once each', () => {
  const text = anyText(8);
  expect([...describePicture(text).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, letter]) => letter).join('')).toBe(text);
});

test.each(['', 'ABCDEFGHJ', 'abc', '</text>', 'A B', 'Ä', '\u0000'])('%j is not drawn', (text) => {
  expect(() => draw(text)).toThrow('text is not 1 to 8 capital letters and digits');
});

test.each([[undefined], [null], [7], [['A', 'C']], [{}]])('nor is %j, which is no text', (text) => {
  expect(() => draw(text as unknown as string)).toThrow();
});

test('the function gives a data URL', async () => {
  process.env.LAMBDA_TASK_ROOT = path.join(__dirname, '../../../assets/lambda/draw-picture');
  let loaded!: typeof import('../../../lambda/draw-picture');
  jest.isolateModules(() => {
    loaded = jest.requireActual('../../../lambda/draw-picture');
  });
  await loaded.ready;
  const { captchaUrl } = await loaded.handler({ text: 'ACDEHJ' });
  expect(defects(() => Buffer.from(captchaUrl.replace(/^data:image\/png;base64,/, ''), 'base64'), ['ACDEHJ'])).toEqual(new Set(['always the same']));
  await expect(loaded.handler({ text: '' })).rejects.toThrow();
});
