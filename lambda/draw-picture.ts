import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDraw } from './picture/draw';

/** What Create asks for. */
interface PictureRequest {
  readonly text: string;
}

/** Files beside the bundle. */
const [wasm, font] = ['resvg.wasm', 'font.woff2'].map((file) => readFileSync(path.join(process.env.LAMBDA_TASK_ROOT!, file)));

const loaded = loadDraw({ wasm, font });

/** The bundle waits for it while it loads: the first picture takes several times as long as any other. */
export const ready = loaded.then((draw) => draw('READY'));

export async function handler({ text }: PictureRequest): Promise<{ captchaUrl: string }> {
  const draw = await loaded;
  return { captchaUrl: `data:image/png;base64,${draw(text).toString('base64')}` };
}
