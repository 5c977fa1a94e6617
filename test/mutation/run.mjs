// npm run test:mutation [area …]: breaks the handlers in small ways, one at a time, and counts what the tests notice.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { AREAS } from './areas.mjs';

const BOUND = 95;
const wanted = process.argv.slice(2);
const areas = Object.keys(AREAS).filter((area) => wanted.length === 0 || wanted.includes(area));

const rows = areas.map((area) => {
  const { status } = spawnSync('npx', ['stryker', 'run', 'test/mutation/stryker.config.mjs'], {
    stdio: 'inherit', env: { ...process.env, MUTATION_AREA: area }, shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  const { files } = JSON.parse(readFileSync(`test-reports/mutation-${area}.json`, 'utf8'));
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map((mutant) => mutant.status));
  const count = (...names) => statuses.filter((name) => names.includes(name)).length;
  return { area, noticed: count('Killed', 'Timeout'), unnoticed: count('Survived', 'NoCoverage') };
});
rows.push({
  area: 'all',
  noticed: rows.reduce((sum, { noticed }) => sum + noticed, 0),
  unnoticed: rows.reduce((sum, { unnoticed }) => sum + unnoticed, 0),
});

const score = ({ noticed, unnoticed }) => 100 * noticed / (noticed + unnoticed);
console.table(rows.map((row) => ({ ...row, score: score(row).toFixed(1) })));
process.exit(score(rows.at(-1)) < BOUND ? 1 : 0);
