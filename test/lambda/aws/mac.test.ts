import { type FakeService, hang, isSigned, json, raw, type Reaction, startFakeService, useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { generateMac } from '../../../lambda/aws/mac';

let kms: FakeService;
beforeEach(async () => {
  kms = await startFakeService();
});
afterEach(() => kms.close());
useEnvironment(() => kms.url);

const MAC = Buffer.from(Array.from({ length: 32 }, (_, i) => i * 8));

test('asks KMS for an HMAC of the message\'s UTF-8 under the key of the deployment', async () => {
  kms.react(json(200, { KeyId: 'key-1', Mac: MAC.toString('base64'), MacAlgorithm: 'HMAC_SHA_256' }));
  expect(await generateMac('pool|ü', startDeadline())).toEqual(MAC);
  const [seen] = kms.seen;
  expect(seen.headers).toMatchObject({ 'x-amz-target': 'TrentService.GenerateMac', 'content-type': 'application/x-amz-json-1.1' });
  expect(JSON.parse(seen.body)).toEqual({ KeyId: 'key-1', MacAlgorithm: 'HMAC_SHA_256', Message: Buffer.from('pool|ü').toString('base64') });
  expect(isSigned(seen, 'kms')).toBe(true);
});

test.each<[string, Reaction]>([
  ['none', json(200, {})],
  ['an empty one', json(200, { Mac: '' })],
  ['a short one', json(200, { Mac: MAC.subarray(1).toString('base64') })],
  ['a long one', json(200, { Mac: Buffer.concat([MAC, MAC]).toString('base64') })],
  ['a number', json(200, { Mac: 1 })],
  ['null for an answer', json(200, null)],
  ['something that is not JSON', raw(200, 'MAC')],
])('never takes a MAC that is none: %s', async (_name, reaction) => {
  kms.react(reaction);
  await expect(generateMac('m', startDeadline())).rejects.toMatchObject({ code: 'Malformed' });
});

test.each([
  ['DisabledException', 400], ['KMSInvalidStateException', 400], ['NotFoundException', 400], ['AccessDeniedException', 400],
])('an unusable key fails at once: %s', async (type, status) => {
  kms.react(json(status, { __type: type }));
  await expect(generateMac('m', startDeadline())).rejects.toMatchObject({ code: type, status });
  expect(kms.seen).toHaveLength(1);
});

test('KMS that breaks is asked again', async () => {
  kms.react(json(500, {}), json(200, { Mac: MAC.toString('base64') }));
  expect(await generateMac('m', startDeadline())).toEqual(MAC);
});

test('KMS that hangs fails within the deadline', async () => {
  kms.react(hang);
  await expect(generateMac('m', startDeadline(100))).rejects.toMatchObject({ code: 'Timeout' });
});
