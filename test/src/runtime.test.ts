import { readFileSync } from 'fs';
import { join } from 'path';
import { functionProperties, newStack, newUserPool, TRIGGERS } from './fixtures';
import { LAMBDA_NODE_MAJOR } from '../../projenrc/handlers';

test.each(TRIGGERS)('%s runs on the Node.js that the handlers are compiled for', (trigger) => {
  const { triggers } = newUserPool(newStack());

  expect(functionProperties(triggers, trigger).Runtime).toBe(`nodejs${LAMBDA_NODE_MAJOR}.x`);
});

test.each([
  ['run.mjs', /\bNODE_OF_LAMBDA = (\d+);/],
  ['sign-in/lambda-node.test.ts', /toMatch\(\/\^v(\d+)/],
])('test/%s tests them on the same', (file, pattern) => {
  const [, major] = pattern.exec(readFileSync(join(__dirname, '..', file), 'utf8')) ?? [];

  expect(major).toBe(String(LAMBDA_NODE_MAJOR));
});
