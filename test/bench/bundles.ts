import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { FLOW_FILE } from '../../src/private/flow';
import { emailCode, passwordless } from '../lambda/flow/flows';

const ROOT = resolve(__dirname, '../..');

const FLOW = passwordless(emailCode());

/**
 * Puts the SDK's way of calling AWS in the place of ours, and nothing in the place of what we do while the function initialises,
 * as handlers on the SDK are written; all else stays the same.
 */
const awsSdk: Plugin = {
  name: 'aws-sdk',
  setup({ onResolve }) {
    onResolve({ filter: /\/(table|mac|email|sms|functions|secrets|request|warm-up|pseudonym)$/ }, ({ path, resolveDir }) => {
      const [folder, file] = resolve(resolveDir, path).split('/').slice(-2);
      return folder === 'aws' || ['warm-up', 'pseudonym'].includes(file) ? { path: join(__dirname, 'sdk', `${file}.ts`) } : undefined;
    });
  },
};

/** The shipped bundle of a trigger, with a flow document beside it. */
export function shipped(trigger: string, dir: string): string {
  const assets = join(ROOT, 'assets/lambda', trigger);
  if (!existsSync(assets)) throw new Error(`no bundle in assets/lambda/${trigger}: run npx projen bundle first`);
  cpSync(assets, dir, { recursive: true });
  writeFileSync(join(dir, FLOW_FILE), JSON.stringify(FLOW));
  return join(dir, readdirSync(assets).find((file) => /^index\.m?js$/.test(file))!);
}

/** The same trigger on the AWS SDK, minified and tree-shaken. */
export async function onAwsSdk(trigger: string, dir: string, like: string): Promise<string> {
  const outfile = join(dir, like.split('/').pop()!);
  await bundle(join(ROOT, 'lambda', `${trigger}.ts`), outfile, [awsSdk]);
  writeFileSync(join(dir, FLOW_FILE), JSON.stringify(FLOW));
  return outfile;
}

/** Makes an ES module of a CommonJS bundle, loaded once what it exports as `ready` has come about. */
const ES_MODULE = {
  banner: { js: "const require=process.getBuiltinModule('module').createRequire(import.meta.url),module={};" },
  footer: { js: 'await module.exports.ready;export const{handler}=module.exports;' },
};

/** Any file, bundled as the handlers are. */
export async function bundle(entry: string, outfile: string, plugins: Plugin[] = []): Promise<string> {
  await build({
    entryPoints: [entry],
    outfile,
    plugins,
    bundle: true,
    minify: true,
    platform: 'node',
    target: `node${process.versions.node.split('.')[0]}`,
    format: 'cjs',
    ...outfile.endsWith('.mjs') && ES_MODULE,
    // What is written for tree-shaking first.
    mainFields: ['module', 'main'],
    external: [`./${FLOW_FILE}`],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outfile;
}
