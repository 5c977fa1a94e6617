import { CaptchaStage, replyOf } from './stage';
import { warmUpVerify } from '../../../lambda/warm-up';
import { json } from '../aws/fake-service';
import { flowOf } from '../flow/flows';

const stage = new CaptchaStage();

const flow = () => flowOf({ type: 'CUSTOM_CHALLENGE', challenge: stage.challenge() });

const secretsRead = () => stage.secrets.seen.filter(({ headers }) => headers['x-amz-target'] === 'secretsmanager.GetSecretValue').length;

test('while the function initialises it reads the secret and opens a connection to the provider, so that the first answer finds both', async () => {
  stage.provider.react(json(200, replyOf('TURNSTILE')));
  await warmUpVerify(flow());
  await stage.provider.accepted(1);
  expect([secretsRead(), stage.provider.seen.length]).toEqual([1, 0]);

  expect(await stage.check()).toBe(true);
  expect([secretsRead(), stage.provider.connections.length]).toEqual([1, 1]);
});

test('what fails then is left to the first answer', async () => {
  stage.secrets.react(json(400, { __type: 'AccessDeniedException' }));
  process.env.CUSTOM_AUTH_CAPTCHA_URL = 'http://evil.example';
  await expect(warmUpVerify(flow())).resolves.toBeUndefined();
});
