import { randomInt } from 'node:crypto';
import { PNG } from 'pngjs';
import { ALPHABET, MAX_CAPTCHA_URL } from '../../../lambda/challenges/image-captcha';
import type { Draw } from '../../../lambda/picture/draw';

/** As the pictures are laid out. */
const HEIGHT = 80;
const MARGIN = 34;
const PITCH = 40;

/** Dark pixels in the place of a letter: at least and at most, and at least on average. The lines alone come to about 330. */
const INK = { least: 250, most: 1_500, average: 450 };

const TWO_COLOURS = [0xffffffff, 0x222222ff];

export function anyText(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

export function captchaUrlOf(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** What is wrong with the pictures of these texts. */
export function defects(draw: Draw, texts: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    const png = draw(text);
    if (captchaUrlOf(png).length > MAX_CAPTCHA_URL) found.add('too large');
    if (png.includes(text)) found.add('says the text');
    if (draw(text).equals(png)) found.add('always the same');
    let image: PNG;
    try {
      image = PNG.sync.read(png);
    } catch {
      found.add('no PNG');
      continue;
    }
    if (chunksOf(png).some((type) => !['IHDR', 'IDAT', 'IEND'].includes(type))) found.add('more than pixels');
    if (image.width !== 2 * MARGIN + PITCH * (text.length - 1) || image.height !== HEIGHT) found.add('another size');
    if (hasOtherColours(image)) found.add('other colours');
    const ink = [...text].map((_, position) => inkAt(image, position));
    const average = ink.reduce((sum, pixels) => sum + pixels) / ink.length;
    if (average < INK.average || ink.some((pixels) => pixels < INK.least || pixels > INK.most)) found.add('a letter missing');
  }
  return found;
}

function chunksOf(png: Buffer): string[] {
  const types: string[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) types.push(png.toString('latin1', at + 4, at + 8));
  return types;
}

function hasOtherColours({ data }: PNG): boolean {
  for (let at = 0; at < data.length; at += 4) {
    if (!TWO_COLOURS.includes(data.readUInt32BE(at))) return true;
  }
  return false;
}

function inkAt({ data, width, height }: PNG, position: number): number {
  const left = MARGIN + PITCH * position - PITCH / 2;
  let ink = 0;
  for (let y = 0; y < height; y++) {
    for (let x = left; x < left + PITCH; x++) {
      if (data[4 * (y * width + x)] < 128) ink += 1;
    }
  }
  return ink;
}
