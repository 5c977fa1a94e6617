import { randomInt } from 'node:crypto';

/** Family of the font that the picture is drawn with. */
export const FONT_FAMILY = 'Atkinson Hyperlegible';

/** All in pixels of the picture. */
const HEIGHT = 80;
const MARGIN = 34;
/** From the middle of one letter to that of the next: so close that they touch now and then. */
const PITCH = 40;

/** The text as a picture description: each letter turned and moved, lines across, and all of it warped, each time in another way. */
export function describePicture(text: string): string {
  const width = 2 * MARGIN + PITCH * (text.length - 1);
  // Nothing is smoothed: with two colours the picture is small enough to travel as a data URL.
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}">
    <filter id="warp" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">
      <feTurbulence type="fractalNoise" baseFrequency="0.03" seed="${randomInt(1, 1_000_000)}"/>
      <feDisplacementMap in="SourceGraphic" scale="16" xChannelSelector="R" yChannelSelector="G"/>
    </filter>
    <rect width="100%" height="100%" fill="#fff"/>
    <g filter="url(#warp)" fill="#222" font-family="${FONT_FAMILY}" font-weight="700" text-anchor="middle" text-rendering="optimizeSpeed" shape-rendering="crispEdges">
      <rect width="100%" height="100%" fill="#fff"/>
      ${[...text].map(letter).join('')}
      <g fill="none" stroke="#222" stroke-width="4">${line(width)}${line(width)}</g>
    </g>
  </svg>`;
}

function letter(character: string, position: number): string {
  const x = MARGIN + PITCH * position + between(-3, 3);
  return `<text font-size="${between(46, 54)}" transform="translate(${x} ${between(52, 64)})rotate(${between(-20, 20)})">${character}</text>`;
}

/** A curve from the left edge to the right one: as thick as thin parts of letters, since text recognition takes thinner ones out first. */
function line(width: number): string {
  const start = `${between(0, 12)} ${between(22, 65)}`;
  const bend = `${between(0.2 * width, 0.4 * width)} ${between(10, HEIGHT)} ${between(0.6 * width, 0.8 * width)} ${between(10, HEIGHT)}`;
  return `<path d="M${start}C${bend} ${between(width - 12, width)} ${between(22, 65)}"/>`;
}

function between(min: number, max: number): number {
  return min + (max - min) * randomInt(1_001) / 1_000;
}
