import { readFileSync } from 'node:fs';
import type { Materials } from '../../../lambda/picture/draw';

export const MATERIALS: Materials = {
  wasm: readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')),
  font: readFileSync(require.resolve('@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-700-normal.woff2')),
};
