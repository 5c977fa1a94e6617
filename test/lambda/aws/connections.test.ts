import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { build } from 'esbuild';
import { CERT, type FakeService, hang, json, raw, reset, startFakeService, useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { endpoint } from '../../../lambda/aws/endpoints';
import { call, type Call, LIMITS, warm } from '../../../lambda/aws/request';
import { closeIdle, isAddress, preconnect } from '../../../lambda/http/connections';

const READ: Call = { service: 'kms', headers: { 'content-type': 'application/x-amz-json-1.1' }, body: {}, repeatable: true };
const ONCE: Call = { ...READ, repeatable: false };
const SHORT = { ...LIMITS, connect: 100, attempt: 80, pause: 6, useful: 5 };

let service: FakeService;

/** As an operator would with NODE_EXTRA_CA_CERTS, which Node.js reads only when it starts. */
function trust(ca: Buffer): void {
  const { createSecureContext } = tls;
  jest.spyOn(tls, 'createSecureContext').mockImplementation((options) => createSecureContext({ ...options, ca }));
}
afterEach(() => jest.restoreAllMocks());

describe.each([{ tls: false }, { tls: true }])('over %j', (options) => {
  beforeEach(async () => {
    trust(CERT);
    service = await startFakeService(options);
  });
  afterEach(() => service.close());
  useEnvironment(() => service.url);

  test('one call after the other goes over one connection', async () => {
    for (let i = 0; i < 5; i++) await call(READ, startDeadline());
    await call(ONCE, startDeadline());
    expect(service.connections).toHaveLength(1);
  });

  test('the first call finds the connection that was opened ahead', async () => {
    await warm(['kms']);
    await service.accepted(1);
    expect(service.seen).toHaveLength(0);
    await call(ONCE, startDeadline());
    expect(service.connections).toHaveLength(1);
  });

  test('so does a call that comes while it is still being opened', async () => {
    const warming = warm(['kms']);
    await call(READ, startDeadline());
    await warming;
    await call(READ, startDeadline());
    expect(service.connections).toHaveLength(1);
  });

  test('as many calls at a time as connections were opened ahead', async () => {
    await warm(['dynamodb', 'kms', 'ses']);
    await service.accepted(3);
    await Promise.all([call(READ, startDeadline()), call({ ...READ, service: 'dynamodb' }, startDeadline()), call(ONCE, startDeadline())]);
    expect(service.connections).toHaveLength(3);
  });

  test('a connection that the server closed while nobody looked is replaced', async () => {
    for (const open of [() => warm(['kms']), () => call(READ, startDeadline())]) {
      await open();
      await service.accepted(1);
      const [socket] = service.connections.splice(0);
      const closed = once(socket, 'close');
      socket.end();
      await closed;
      expect(await call(ONCE, startDeadline())).toMatchObject({ status: 200 });
      expect(service.connections).toHaveLength(1);
    }
  });

  test('a kept connection that turns out dead costs one more, at once', async () => {
    await call(READ, startDeadline());
    service.react(reset, json(200, { done: true }));
    expect(await call(READ, startDeadline(), { ...SHORT, pause: 60_000 })).toMatchObject({ body: { done: true } });
    expect(service.connections).toHaveLength(2);
  });

  test('a kept connection that the server has given up meanwhile is replaced, whatever the request', async () => {
    await call(READ, startDeadline());
    service.react(json(408, {}), json(200, { done: true }));
    expect(await call(ONCE, startDeadline(), { ...SHORT, pause: 60_000 })).toMatchObject({ body: { done: true } });
    expect(service.connections).toHaveLength(2);
  });

  test('where one kept connection is dead the others are not tried', async () => {
    service.react((response) => void setImmediate(() => response.end('{}')));
    await Promise.all([call(READ, startDeadline()), call(READ, startDeadline()), call(READ, startDeadline())]);
    const old = [...service.connections];
    service.seen.length = 0;
    service.react((response, socket, seen) => old.includes(socket) ? reset(response, socket, seen) : response.end('{}'));
    expect(await call(READ, startDeadline(), SHORT)).toMatchObject({ status: 200 });
    expect(service.seen).toHaveLength(2);
  });

  test('a kept connection that swallows requests is not used again', async () => {
    await call(READ, startDeadline());
    service.react(hang, json(200, { done: true }));
    expect(await call(READ, startDeadline(), SHORT)).toMatchObject({ body: { done: true } });
    expect(service.connections).toHaveLength(2);
  });

  test('what must not arrive twice trusts no connection that has waited long', async () => {
    await call(READ, startDeadline());
    await call(ONCE, startDeadline(), { ...SHORT, trusted: 60_000 });
    await call(READ, startDeadline(), { ...SHORT, trusted: 0 });
    expect(service.connections).toHaveLength(1);
    await call(ONCE, startDeadline(), { ...SHORT, trusted: 0 });
    expect(service.connections).toHaveLength(2);
    await warm(['kms']);
    await service.accepted(3);
    await call(ONCE, startDeadline(), { ...SHORT, trusted: 0 });
    expect(service.connections).toHaveLength(4);
  });

  test('nor is it sent again when its kept connection dies, for it may have arrived', async () => {
    await call(READ, startDeadline());
    service.react(reset, json(200, {}));
    await expect(call(ONCE, startDeadline(), SHORT)).rejects.toMatchObject({ code: 'Network' });
    expect(service.seen).toHaveLength(2);
  });

  test('an answer may take longer than a connection may take to open', async () => {
    service.react((response) => void setTimeout(() => response.end('{}'), 400));
    expect(await call(ONCE, startDeadline(), { ...SHORT, connect: 300 })).toMatchObject({ status: 200 });
  });

  test('an answer that breaks off is known to be incomplete at once', async () => {
    service.react((response, socket) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"half":');
      socket.end();
    });
    await expect(call(ONCE, startDeadline())).rejects.toMatchObject({ code: 'Network' });
  });

  test('128 KB are read', async () => {
    service.react(raw(200, `"${'x'.repeat(128 * 1024 - 2)}"`));
    expect((await call(READ, startDeadline())).body).toHaveLength(128 * 1024 - 2);
  });

  test('connections of one endpoint are closed without touching another\'s', async () => {
    const other = await startFakeService(options);
    process.env.AWS_ENDPOINT_URL_DYNAMODB = other.url;
    await warm(['kms', 'dynamodb']);
    await Promise.all([service.accepted(1), other.accepted(1)]);
    const closed = once(service.connections[0], 'close');
    closeIdle(endpoint('kms'), 0);
    await closed;
    await call({ ...READ, service: 'dynamodb' }, startDeadline());
    expect(other.connections).toHaveLength(1);
    await other.close();
  });
});

describe('opening connections ahead never fails', () => {
  useEnvironment(() => 'https://localhost:1');

  test.each<[string, Record<string, string | undefined>]>([
    ['nobody listens', {}],
    ['the name does not exist', { AWS_ENDPOINT_URL: 'https://nowhere.invalid' }],
    ['the address is none', { AWS_ENDPOINT_URL: 'nowhere' }],
    ['there is no region', { AWS_REGION: undefined }],
    ['there are no credentials', { AWS_ACCESS_KEY_ID: undefined }],
  ])('%s', async (_name, environment) => {
    Object.assign(process.env, environment);
    for (const [name, value] of Object.entries(environment)) if (value === undefined) delete process.env[name];
    await expect(warm(['dynamodb', 'kms', 'ses', 'lambda'])).resolves.toBeUndefined();
  });
});

describe('a server that says that it has waited in vain', () => {
  beforeEach(async () => {
    service = await startFakeService();
  });
  afterEach(() => service.close());
  useEnvironment(() => service.url);

  test('before the request that finds its connection, is asked anew', async () => {
    await warm(['kms']);
    await service.accepted(1);
    await new Promise((written) => service.connections[0].write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', written));
    expect(await call(ONCE, startDeadline(), { ...SHORT, pause: 60_000 })).toMatchObject({ status: 200 });
  });

  test('of a new connection, is not', async () => {
    service.react(json(408, {}));
    await expect(call(ONCE, startDeadline())).rejects.toMatchObject({ code: 'Unknown', status: 408 });
  });
});

test('a host that never greets is not waited for', async () => {
  const deaf = createServer((socket) => void socket.resume().on('error', () => undefined));
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const { port } = deaf.address() as AddressInfo;
  await preconnect({ secure: true, hostname: '127.0.0.1', port, host: '', base: '' }, 40);
  await new Promise((resolve) => deaf.close(resolve));
});

test.each([
  ['127.0.0.1', true], ['10.0.0.255', true], ['::1', true], ['fe80::a', true],
  ['localhost', false], ['kms.eu-west-1.amazonaws.com', false], ['host1', false], ['4711.example', false],
])('%s is an address, which TLS must not name: %p', (host, address) => {
  expect(isAddress(host)).toBe(address);
});

describe('a certificate that nobody vouches for', () => {
  beforeEach(async () => {
    service = await startFakeService({ tls: true });
  });
  afterEach(() => service.close());
  useEnvironment(() => service.url);

  test('gets no request, not even over a connection opened ahead', async () => {
    await warm(['kms']);
    await expect(call(READ, startDeadline(), SHORT)).rejects.toMatchObject({ code: 'Network' });
    expect(service.seen).toHaveLength(0);
  });

  test('for another host neither', async () => {
    trust(CERT);
    // Arrives at the same server, by a name that the certificate does not have.
    process.env.AWS_ENDPOINT_URL = service.url.replace('localhost', '0.0.0.0');
    await expect(call(READ, startDeadline(), SHORT)).rejects.toMatchObject({ code: 'Network' });
    expect(service.connections.length).toBeGreaterThan(0);
    expect(service.seen).toHaveLength(0);
  });
});

test('open connections keep no process alive', async () => {
  service = await startFakeService();
  const program = `
    import { warm, call } from './lambda/aws/request';
    import { startDeadline } from './lambda/aws/deadline';
    void warm(['kms', 'ses']).then(() => call({ service: 'kms', headers: {}, body: {}, repeatable: true }, startDeadline()));
  `;
  const { outputFiles: [{ text }] } = await build({
    stdin: { contents: program, resolveDir: join(__dirname, '../../..'), loader: 'ts' }, bundle: true, platform: 'node', write: false,
  });
  const child = spawn(process.execPath, ['-e', text], {
    stdio: 'inherit', env: { AWS_ENDPOINT_URL: service.url, AWS_REGION: 'r', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' },
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(service.seen).toHaveLength(1);
  await service.close();
});
