// The code that docs/clients.md gives to readers, as it stands there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as ts from 'typescript';

export interface Recipe {
  /** The heading that it stands under. */
  readonly section: string;
  /** How its first line names it. */
  readonly file: string;
  readonly language: string;
  readonly code: string;
}

type Module = Record<string, any>;

export const PAGE = readFileSync(path.join(__dirname, '../../docs/clients.md'), 'utf8');

const requirePackage = createRequire(__filename);

export const SHARED = 'In every web page';

/** Everything that can be run. */
export const RECIPES: readonly Recipe[] = PAGE.split(/^## /m).flatMap((text) => {
  const [section] = text.split('\n', 1);
  return [...text.matchAll(/^```(jsx?|py)\n((?:\/\/|#) (.+?)\n.*?)^```$/gms)].map(([, language, code, file]) => ({ section, file, language, code }));
});

/** A module of a section, or one that all sections share. */
export function recipe(section: string, file: string): Recipe {
  const named = RECIPES.filter((one) => one.file === file);
  const found = named.find((one) => one.section === section) ?? named.find((one) => one.section === SHARED);
  if (!found) throw new Error(`docs/clients.md has no ${file} under "${section}"`);
  return found;
}

/**
 * Runs a JavaScript module with those that it imports.
 *
 * @param stands what stands in for modules of the reader, such as `config.js`
 */
export function load(section: string, file: string, stands: Readonly<Record<string, Module>> = {}): Module {
  const loaded = new Map<string, Module>();
  const run = (name: string): Module => {
    const exports: Module = loaded.get(name) ?? {};
    if (loaded.has(name)) return exports;
    loaded.set(name, exports);
    const { outputText } = ts.transpileModule(recipe(section, name).code, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    const find = (wanted: string) => {
      const own = /^\.\/(.+)$/.exec(wanted)?.[1];
      return own === undefined ? requirePackage(wanted) : stands[own] ?? run(own);
    };
    new Function('exports', 'require', outputText)(exports, find);
    return exports;
  };
  return run(file);
}
