import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';

/** A handler setting, such as `dir/index.handler`, taken apart as the Lambda runtime does. */
export interface HandlerName {
  /** Path of the module below the code folder, without extension. */
  readonly modulePath: string;
  /** Name of the export; may have dots. */
  readonly exportName: string;
}

const HANDLER = /^((?:[^/]*\/)*[^/.]*)\.(.+)$/;

/** Undefined when the text is no handler name, or names a file outside the code folder. */
export function parseHandler(handler: string): HandlerName | undefined {
  const [, modulePath, exportName] = HANDLER.exec(handler) ?? [];
  return modulePath === undefined || path.isAbsolute(modulePath) || modulePath.split('/').includes('..') ? undefined : { modulePath, exportName };
}

/** The file that holds the handler, or undefined. */
export function handlerFile(codeDir: string, handler: string): string | undefined {
  const name = parseHandler(handler);
  if (!name) return undefined;
  return ['', '.js', '.mjs', '.cjs']
    .map((extension) => path.join(codeDir, name.modulePath + extension))
    .find((file) => existsSync(file) && statSync(file).isFile());
}

/** Whether Node.js takes the file as an ES module or a CommonJS one, looking no further up than the code folder. */
export function moduleType(codeDir: string, file: string): 'module' | 'commonjs' {
  if (path.extname(file) === '.mjs') return 'module';
  if (path.extname(file) === '.cjs') return 'commonjs';
  for (let dir = path.dirname(file); dir.startsWith(codeDir); dir = path.dirname(dir)) {
    const packageFile = path.join(dir, 'package.json');
    if (existsSync(packageFile)) return JSON.parse(readFileSync(packageFile, 'utf8')).type === 'module' ? 'module' : 'commonjs';
  }
  return 'commonjs';
}
