// The Python recipes of docs/clients.md, in a virtual environment of their own. A check of its own (test/run.mjs), since it needs Python and its packages.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { PASSWORD, useStage, type PoolName, type User } from '../sign-in/stage';
import { linkIn } from '../support/link';
import { recipe } from '../support/recipes';

const FILES = ['sign_in.py', 'sign_in_with_password.py', 'cli.py'];
const scratch = mkdtempSync(path.join(tmpdir(), 'python-'));
const stage = useStage(process.execPath);

/** What the Python side may ask of the stage. */
const BACKSTAGE: Readonly<Record<string, (argument: any) => unknown>> = {
  target: (pool: PoolName) => stage.target(pool, 'Confidential'),
  newUser: (pool: PoolName) => ({ ...stage.newUser(pool), password: PASSWORD }),
  code: (user: User) => stage.codeFor(user),
  messages: (user: User) => stage.messagesFor(user).length,
  link: (user: User) => linkIn(stage.messagesFor(user).at(-1)!.text),
  picture: () => stage.picture,
  advance: (ms: number) => stage.advance(ms),
  verified: async ([pool, { IdToken, AccessToken }]: [PoolName, Record<string, string>]) => {
    const { id } = await stage.claims(stage.target(pool, 'Confidential'), { idToken: IdToken, accessToken: AccessToken });
    return id.email;
  },
};

const backstage = createServer(async (request, response) => {
  try {
    const { ask, argument } = JSON.parse(await text(request));
    response.end(JSON.stringify(await BACKSTAGE[ask](argument) ?? null));
  } catch (error) {
    response.writeHead(500, String(error).replace(/[^ -~]/g, ' ')).end();
  }
});

afterAll(() => {
  backstage.close();
  rmSync(scratch, { recursive: true, force: true });
});

test('the recipes of Python', async () => {
  for (const file of FILES) writeFileSync(path.join(scratch, file), recipe('Python with boto3', file).code);
  await run('python3', ['-m', 'venv', path.join(scratch, 'venv')]);
  const python = path.join(scratch, 'venv', 'bin', 'python');
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'boto3', 'pycognito']);

  await once(backstage.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(backstage.address() as AddressInfo).port}`;
  await run(python, ['-B', path.join(__dirname, 'sign_in_test.py')], { PYTHONPATH: scratch, BACKSTAGE: url });
}, 300_000);

/** Without waiting for it, the stage could not answer. */
async function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const [code] = await once(spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env } }), 'exit');
  expect([command, code]).toEqual([command, 0]);
}
