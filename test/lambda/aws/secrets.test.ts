import { type FakeService, hang, isSigned, json, raw, type Reaction, startFakeService, useEnvironment } from './fake-service';
import { startDeadline } from '../../../lambda/aws/deadline';
import { getSecretValue } from '../../../lambda/aws/secrets';

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:captcha-AbCdEf';

let secrets: FakeService;
beforeEach(async () => {
  secrets = await startFakeService();
});
afterEach(() => secrets.close());
useEnvironment(() => secrets.url);

test('asks Secrets Manager for the text of the secret', async () => {
  secrets.react(json(200, { ARN, SecretString: 'ü' }));
  expect(await getSecretValue(ARN, startDeadline())).toBe('ü');
  const [seen] = secrets.seen;
  expect(seen.headers).toMatchObject({ 'x-amz-target': 'secretsmanager.GetSecretValue', 'content-type': 'application/x-amz-json-1.1' });
  expect(JSON.parse(seen.body)).toEqual({ SecretId: ARN });
  expect(isSigned(seen, 'secretsmanager')).toBe(true);
});

test('a secret elsewhere is read in its own region', async () => {
  secrets.react(json(200, { SecretString: 's' }));
  await getSecretValue(ARN.replace('eu-west-1', 'us-east-2'), startDeadline());
  expect(isSigned(secrets.seen[0], 'secretsmanager', 'us-east-2')).toBe(true);
});

test.each<[string, Reaction]>([
  ['a binary one', json(200, { SecretBinary: 'AAAA' })],
  ['a number', json(200, { SecretString: 1 })],
  ['null for an answer', json(200, null)],
  ['something that is not JSON', raw(200, 's3cret')],
])('never takes for a text what is none: %s', async (_name, reaction) => {
  secrets.react(reaction);
  await expect(getSecretValue(ARN, startDeadline())).rejects.toMatchObject({ code: 'Malformed' });
});

test.each([
  ['ResourceNotFoundException', 400], ['AccessDeniedException', 400], ['DecryptionFailure', 400],
])('a secret that cannot be had fails at once: %s', async (type, status) => {
  secrets.react(json(status, { __type: type }));
  await expect(getSecretValue(ARN, startDeadline())).rejects.toMatchObject({ code: type, status });
  expect(secrets.seen).toHaveLength(1);
});

test('a busy service is asked again', async () => {
  secrets.react(json(400, { __type: 'ThrottlingException' }), json(200, { SecretString: 's' }));
  expect(await getSecretValue(ARN, startDeadline())).toBe('s');
});

test('a service that hangs fails within the deadline', async () => {
  secrets.react(hang);
  await expect(getSecretValue(ARN, startDeadline(100))).rejects.toMatchObject({ code: 'Timeout' });
});
