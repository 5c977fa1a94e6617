import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Of this package; `package.json` stands beside `lib` and `src` alike. */
export function version(): string {
  const manifest = readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
