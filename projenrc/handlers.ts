import type { awscdk } from 'projen';

/** Major version of the Node.js runtime that the construct pins; the handlers are compiled for it. */
export const LAMBDA_NODE_MAJOR = 24;

/** Define talks to nobody, so it has nothing to wait for while it loads. */
const DEFINE = 'define-auth-challenge';
const TRIGGERS = [DEFINE, 'create-auth-challenge', 'verify-auth-challenge-response'];

/** Draws the pictures of Challenge.imageCaptcha, and is deployed only for that. */
const DRAW_PICTURE = 'draw-picture';

/** What lies beside its bundle, as it is published. */
const DRAWING_MATERIALS = {
  'resvg.wasm': 'node_modules/@resvg/resvg-wasm/index_bg.wasm',
  'font.woff2': 'node_modules/@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin-700-normal.woff2',
  'font-license.txt': 'node_modules/@fontsource/atkinson-hyperlegible/LICENSE',
  'NOTICE.txt': 'lambda/picture/NOTICE.txt',
};

/**
 * Makes an ES module of a CommonJS bundle: only there does Lambda wait, with a whole CPU, until the connections are open.
 * esbuild's own `esm` format imports `node:https` statically, which on Node.js 24 loads twice as much.
 */
const ES_MODULE = {
  outfile: 'index.mjs',
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url),module={};",
  footer: 'await module.exports.ready;export const{handler}=module.exports;',
};

/** Bundles each function into `assets/`, so that no consumer needs a bundler. */
export function addHandlers(project: awscdk.AwsCdkConstructLibrary): void {
  // aws4 is what the tests hold our signatures against.
  project.addDevDeps('aws4@^1.13.2', '@types/aws4', '@types/aws-lambda', `@types/node@^${LAMBDA_NODE_MAJOR}`, 'esbuild@^0.28.0');
  // Pinned: what they draw has been looked at, and measured.
  project.addDevDeps('@resvg/resvg-wasm@2.6.2', '@fontsource/atkinson-hyperlegible@5.3.0');

  // What another build left behind must not be shipped.
  project.bundler.bundleTask.exec('node -e "fs.rmSync(\'assets\', { recursive: true, force: true })"');
  for (const handler of [...TRIGGERS, DRAW_PICTURE]) {
    const bundle = project.bundler.addBundle(`lambda/${handler}.ts`, {
      platform: 'node',
      target: `node${LAMBDA_NODE_MAJOR}`,
      format: 'cjs',
      minify: true,
      // Written next to the bundle at synth: each deployed function carries its own flow document.
      externals: ['./flow.json'],
      esbuildArgs: { '--legal-comments': 'none' },
      watchTask: false,
      ...handler !== DEFINE && ES_MODULE,
    });
    for (const [file, source] of handler === DRAW_PICTURE ? Object.entries(DRAWING_MATERIALS) : []) {
      bundle.bundleTask.exec(`node -e "fs.copyFileSync('${source}', 'assets/lambda/${DRAW_PICTURE}/${file}')"`);
    }
  }
}
