import { execFileSync } from 'node:child_process';
import { CLIENTS } from './clients';
import { tellStories } from './stories';

const { CI, LAMBDA_NODE } = process.env;

test('CI says where the Node.js of the Lambda runtime is', () => {
  if (CI === 'true' && !LAMBDA_NODE) throw new Error('LAMBDA_NODE is not set; set it to the path of a Node.js 24 binary');
});

if (LAMBDA_NODE) {
  test('LAMBDA_NODE is of the major version that the functions are deployed on', () => {
    expect(execFileSync(LAMBDA_NODE, ['--version'], { encoding: 'utf8' })).toMatch(/^v24\./);
  });

  // What the clients send is the same on each Node.js: one client shows what the handlers make of it.
  tellStories(LAMBDA_NODE, CLIENTS.slice(0, 1));
}
