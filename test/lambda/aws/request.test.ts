import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type FakeService, hang, isSigned, json, raw, type Reaction, reset, startFakeService, useEnvironment } from './fake-service';
import { type Deadline, startDeadline } from '../../../lambda/aws/deadline';
import { AwsError, call, type Call, LIMITS } from '../../../lambda/aws/request';

let service: FakeService;
beforeEach(async () => {
  service = await startFakeService();
});
afterEach(() => service.close());
useEnvironment(() => service.url);

/** Patience of a test. */
const SHORT = { ...LIMITS, connect: 100, attempt: 80, pause: 6, useful: 5 };

const READ: Call = { service: 'kms', headers: { 'content-type': 'application/x-amz-json-1.1' }, body: { a: 'ü' }, repeatable: true };
const ONCE: Call = { ...READ, repeatable: false };

const THROTTLED = json(400, { __type: 'com.amazonaws.kms#ThrottlingException' });
const THROTTLED_REST = json(429, { message: 'slow down' }, { 'x-amzn-errortype': 'TooManyRequestsException:http://internal.amazon.com/coral/' });
const UNAVAILABLE = json(503, {});
const BROKEN = json(500, { __type: 'InternalServerError' });
const DENIED = json(400, { __type: 'com.amazon.coral.service#AccessDeniedException' });
const OK = json(200, { done: true });

function within(ms = 2_000): Deadline {
  return startDeadline(ms);
}

async function failure(outcome: Promise<unknown>): Promise<AwsError> {
  const error = await outcome.then(() => 'it succeeded', (reason: unknown) => reason);
  expect(error).toBeInstanceOf(AwsError);
  return error as AwsError;
}

test('a request is signed, with what was asked for as JSON', async () => {
  await call({ ...READ, path: '/a%3Ab/c' }, within());
  const [seen] = service.seen;
  expect(seen).toMatchObject({ path: '/a%3Ab/c', body: '{"a":"ü"}' });
  expect(seen.headers['x-amz-security-token']).toBe(process.env.AWS_SESSION_TOKEN);
  expect(isSigned(seen, 'kms')).toBe(true);
});

test('credentials are those of the moment', async () => {
  await call(READ, within());
  process.env.AWS_SECRET_ACCESS_KEY = 'another';
  delete process.env.AWS_SESSION_TOKEN;
  await call(READ, within());
  expect(service.seen[1].headers).not.toHaveProperty('x-amz-security-token');
  expect(service.seen[1].headers.authorization).not.toBe(service.seen[0].headers.authorization);
});

test('an answer is its status, request id and parsed body', async () => {
  service.react(json(200, { done: true }, { 'x-amzn-requestid': 'r-1' }));
  expect(await call(READ, within())).toMatchObject({ status: 200, requestId: 'r-1', body: { done: true } });
});

test('the expected error is an answer, any other is thrown', async () => {
  service.react(DENIED);
  expect(await call({ ...READ, expected: 'AccessDeniedException' }, within())).toMatchObject({ code: 'AccessDeniedException', status: 400 });
  expect(await failure(call(READ, within()))).toMatchObject({ code: 'AccessDeniedException', status: 400 });
});

describe('what is tried again', () => {
  test.each<[string, Reaction, { repeatable: number; once: number }]>([
    ['a throttled request', THROTTLED, { repeatable: 2, once: 2 }],
    ['a throttled request of the REST protocol', THROTTLED_REST, { repeatable: 2, once: 2 }],
    ['a throttled request without a word', json(429, {}), { repeatable: 2, once: 2 }],
    ['a service that is unavailable', UNAVAILABLE, { repeatable: 2, once: 2 }],
    ['an internal error', BROKEN, { repeatable: 2, once: 1 }],
    ['a gateway that waited in vain', json(504, {}), { repeatable: 2, once: 1 }],
    ['no answer in time', hang, { repeatable: 2, once: 1 }],
    ['a reset after the request was read', reset, { repeatable: 2, once: 1 }],
    ['an answer that breaks off', (response, socket) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"half":');
      socket.end();
    }, { repeatable: 2, once: 1 }],
    ['an answer that never ends', (response) => response.writeHead(200, { 'content-length': 100 }).write('{'), { repeatable: 2, once: 1 }],
    ['access denied', DENIED, { repeatable: 1, once: 1 }],
    ['not JSON', raw(200, '<html>'), { repeatable: 1, once: 1 }],
    ['an empty answer', raw(200, ''), { repeatable: 1, once: 1 }],
    ['a choice of addresses', json(300, {}), { repeatable: 1, once: 1 }],
    ['a redirect', (response) => response.writeHead(307, { location: 'http://localhost:1/' }).end(), { repeatable: 1, once: 1 }],
    ['more than anybody would answer', raw(200, `"${'x'.repeat(128 * 1024)}"`), { repeatable: 1, once: 1 }],
  ])('%s', async (_name, reaction, times) => {
    for (const [request, expected] of [[READ, times.repeatable], [ONCE, times.once]] as const) {
      service.seen.length = 0;
      service.react(reaction, OK);
      const outcome = call(request, within(request.repeatable ? 2_000 : 100), SHORT);
      await (expected === 2 ? outcome : failure(outcome));
      expect(service.seen).toHaveLength(expected);
    }
  });

  test('twice at most', async () => {
    service.react(THROTTLED);
    expect(await failure(call(READ, within(), SHORT))).toMatchObject({ code: 'ThrottlingException', status: 400 });
    expect(service.seen).toHaveLength(3);
  });

  test('after a pause that doubles, and only if that leaves time for an answer', async () => {
    service.react(THROTTLED);
    const limits = { ...SHORT, pause: 30, useful: 940 };
    for (const [remaining, attempts] of [[970, 1], [971, 2], [1_000, 2], [1_001, 3]]) {
      service.seen.length = 0;
      const started = performance.now();
      expect(await failure(call(READ, { remaining: () => remaining }, limits))).toMatchObject({ code: 'ThrottlingException' });
      expect(service.seen).toHaveLength(attempts);
      // A pause lasts a third of its bound at least.
      expect(performance.now() - started).toBeGreaterThanOrEqual([0, 9, 28][attempts - 1]);
    }
  });

  test('not at once when it was the first connection that failed', async () => {
    service.react(reset, OK);
    expect(await failure(call(READ, within(), { ...SHORT, pause: 60_000 }))).toMatchObject({ code: 'Network' });
  });

  test('what cannot have arrived, even if it must not arrive twice', async () => {
    await service.close();
    expect(await failure(call(ONCE, within(), SHORT))).toMatchObject({ code: 'Network', status: 0 });
  });
});

describe('the deadline', () => {
  test('ends an attempt that hangs, and the waiting for another', async () => {
    service.react(hang);
    const started = performance.now();
    expect(await failure(call(READ, within(150), SHORT))).toMatchObject({ code: 'Timeout' });
    expect(performance.now() - started).toBeLessThan(600);
    expect(service.seen.length).toBeLessThanOrEqual(2);
  });

  test('once it has passed nothing is sent', async () => {
    expect(await failure(call(READ, { remaining: () => 0 }))).toMatchObject({ code: 'Timeout' });
    expect(service.seen).toHaveLength(0);
  });

  test('a request that must not arrive twice is not cut off while there is time', async () => {
    service.react((response) => void setTimeout(() => response.end('{}'), 3 * SHORT.attempt));
    expect(await call(ONCE, within(), SHORT)).toMatchObject({ status: 200 });
  });

  test('four calls in a row with everything hanging fail within one budget', async () => {
    service.react(hang);
    const deadline = within(250);
    const started = performance.now();
    for (let i = 0; i < 4; i++) await failure(call(READ, deadline, SHORT));
    expect(performance.now() - started).toBeLessThan(250 + 300);
  });

  test('by default that is before Cognito gives up, with room for three attempts', () => {
    expect(LIMITS.connect).toBeLessThan(LIMITS.attempt);
    expect((LIMITS.attempt + LIMITS.pause) * 2 + LIMITS.pause).toBeLessThan(startDeadline().remaining());
  });
});

test('a host that never greets is given up on early', async () => {
  const deaf = createServer((socket) => void socket.resume());
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  const started = performance.now();
  expect(await failure(call(ONCE, within(5_000), { ...SHORT, connect: 40 }))).toMatchObject({ code: 'Timeout' });
  expect(performance.now() - started).toBeLessThan(1_000);
  await new Promise((resolve) => deaf.close(resolve));
});

describe('errors', () => {
  test('say nothing that was sent or received', async () => {
    service.react((response, _socket, { body }) => response.writeHead(400, { 'x-amzn-requestid': 'r-2' })
      .end(JSON.stringify({ __type: 'a#ValidationException', message: `bad value ${body}`, secret: 's3cret' })));
    const error = await failure(call({ ...READ, body: { code: '123456' } }, within()));
    const told = `${error.stack} ${JSON.stringify(error)} ${Object.values(error).join()}`;
    expect(told).not.toMatch(/123456|s3cret|bad value|AKID|EXAMPLE/);
    expect(error).toMatchObject({ code: 'ValidationException', requestId: 'r-2' });
  });

  test.each([
    ['{"__type":"Evil\\nLog line"}'], ['{"__type":"<script>"}'], [`{"__type":"${'A'.repeat(500)}"}`], ['{"__type":{}}'], ['[]'], ['null'], ['x'],
  ])('have no type that the service made up: %s', async (body) => {
    service.react(raw(400, body));
    expect(await failure(call(READ, within()))).toMatchObject({ code: 'Unknown', status: 400 });
  });

  test('tell an operator which setting is missing', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    expect(await failure(call(READ, within()))).toMatchObject({ code: 'NoCredentials' });
    delete process.env.AWS_REGION;
    expect(await failure(call(READ, within()))).toMatchObject({ code: 'NoRegion' });
  });
});
