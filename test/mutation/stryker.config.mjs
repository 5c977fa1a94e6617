// One area of the handlers, named by MUTATION_AREA; run.mjs runs them all.
import { readFileSync } from 'node:fs';
import { AREAS } from './areas.mjs';

const area = process.env.MUTATION_AREA;
const { jest } = JSON.parse(readFileSync('package.json', 'utf8'));

export default {
  mutate: [...AREAS[area].folders.map((folder) => `lambda/${folder}/**/*.ts`), '!lambda/**/*.d.ts'],
  testRunner: 'jest',
  jest: {
    config: {
      ...jest,
      collectCoverage: false,
      coverageThreshold: undefined,
      reporters: [],
      testMatch: AREAS[area].tests.map((pattern) => `<rootDir>/test/lambda/${pattern}.test.ts`),
    },
    // The tests of an area are all that matter to it.
    enableFindRelatedTests: false,
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 15_000,
  // A second run asks only about what has changed.
  incremental: true,
  incrementalFile: `test-reports/mutation-${area}-incremental.json`,
  ignorePatterns: ['local/lib', 'examples', 'test/integ', 'test/bindings', 'test/attack', 'dist', 'coverage', 'docs'],
  reporters: ['progress-append-only', 'clear-text', 'json'],
  jsonReporter: { fileName: `test-reports/mutation-${area}.json` },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
};
