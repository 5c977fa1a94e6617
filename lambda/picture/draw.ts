import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { describePicture, FONT_FAMILY } from './svg';

/** What the drawing library needs, as it is published. */
export interface Materials {
  readonly wasm: Uint8Array;
  readonly font: Uint8Array;
}

/** Gives a text as a PNG. */
export type Draw = (text: string) => Buffer;

/** What the alphabets of challenges are made of, so that no text can be markup. */
const TEXT = /^[A-Z0-9]{1,8}$/;

/** Loads the library, which can be done once in a process. */
export async function loadDraw({ wasm, font }: Materials): Promise<Draw> {
  await initWasm(wasm);
  return (text) => {
    if (!TEXT.test(text)) throw new Error('text is not 1 to 8 capital letters and digits');
    const resvg = new Resvg(describePicture(text), { font: { fontBuffers: [font], defaultFontFamily: FONT_FAMILY } });
    const image = resvg.render();
    try {
      return Buffer.from(image.asPng());
    } finally {
      // Memory of WebAssembly is not given back by itself.
      image.free();
      resvg.free();
    }
  };
}
