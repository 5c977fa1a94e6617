import { MATRIX, NOW } from './matrix';
import { CaptchaStage, demandsAction, demandsScore, PROVIDERS, type ProviderName, replyOf, unknownSecret } from './stage';
import { serverOf } from '../../../lambda/captcha/assess';
import { type FakeService, hang, json, raw, type Reaction, reset, startFakeService } from '../aws/fake-service';

const stage = new CaptchaStage();

describe.each(PROVIDERS)('%s', (provider) => {
  const rows = MATRIX.filter(({ about }) => (about === 'action' ? demandsAction(provider) : about === 'score' ? demandsScore(provider) : true));

  test.each(rows.map((row) => [row.name, row.refusal ?? 'it passes', row] as const))('when %s: %s', async (_name, _refusal, { says, refusal }) => {
    stage.provider.react(json(200, replyOf(provider, says)));
    expect(await stage.check({ provider })).toBe(refusal === undefined);
    expect(stage.logs).toEqual(refusal ? [{ level: 'INFO', event: 'CAPTCHA_REFUSED', challenge: 'CAPTCHA', error: refusal }] : []);
  });

  test.each<[string, Reaction, string]>([
    ['answers with an error', json(500, replyOf(provider)), 'ProviderStatus500'],
    ['answers that it is busy', json(429, replyOf(provider)), 'ProviderStatus429'],
    ['forbids', json(403, replyOf(provider)), 'ProviderStatus403'],
    ['has nothing to say', raw(204, ''), 'ProviderStatus204'],
    ['answers nothing', raw(200, ''), 'ProviderMalformed'],
    ['answers a page', raw(200, '<html>success</html>'), 'ProviderMalformed'],
    ['answers a form', raw(200, 'success=true'), 'ProviderMalformed'],
    ['answers half', raw(200, JSON.stringify(replyOf(provider)).slice(0, -1)), 'ProviderMalformed'],
    ['answers too much', json(200, { ...replyOf(provider), more: 'x'.repeat(1_000_000) }), 'ProviderMalformed'],
    ['breaks off', (response) => void response.writeHead(200, { 'content-length': 1_000 }).write('{', () => response.destroy()), 'ProviderNetwork'],
    ['hangs up', reset, 'ProviderNetwork'],
  ])('that %s lets nobody pass', async (_, reaction, error) => {
    stage.provider.react(reaction);
    expect(await stage.check({ provider })).toBe(false);
    expect(stage.logs).toEqual([{ level: 'ERROR', event: 'CAPTCHA_UNAVAILABLE', challenge: 'CAPTCHA', error }]);
  });

  test.each(['null', 'true', '1', '"success"', '[]', '[true]', '{}', '{"success":{}}', '{"tokenProperties":null}'])('that answers %s lets nobody pass', async (body) => {
    stage.provider.react(raw(200, body));
    expect(await stage.check({ provider })).toBe(false);
    expect(stage.logs).toMatchObject([{ event: 'CAPTCHA_REFUSED', error: 'TokenRefused' }]);
  });

  test.each([301, 302, 303, 307, 308])('that sends us elsewhere with %d is not followed', async (status) => {
    const elsewhere = await startFakeService();
    elsewhere.react(json(200, replyOf(provider)));
    stage.provider.react(json(status, replyOf(provider), { location: elsewhere.url }));
    expect(await stage.check({ provider })).toBe(false);
    expect(elsewhere.connections).toEqual([]);
    await elsewhere.close();
  });

  test('that is slow lets nobody pass, with time left to say so', async () => {
    for (const slow of [hang, (response) => void response.writeHead(200).write('{')] as Reaction[]) {
      stage.logs = [];
      stage.provider.react(slow);
      // 100 ms beyond what is kept for the verdict.
      expect(await stage.check({ provider, deadlineMs: 800 })).toBe(false);
      expect(stage.logs).toMatchObject([{ event: 'CAPTCHA_UNAVAILABLE', error: 'ProviderTimeout' }]);
    }
  });

  test('is not even asked when no time is left', async () => {
    expect(await stage.check({ provider, deadlineMs: 700 })).toBe(false);
    expect(stage.provider.connections).toEqual([]);
  });

  test('that cannot be reached lets nobody pass', async () => {
    await stage.provider.close();
    expect(await stage.check({ provider })).toBe(false);
    expect(stage.logs).toMatchObject([{ event: 'CAPTCHA_UNAVAILABLE', error: 'ProviderNetwork' }]);
    stage.provider = await startFakeService();
  });

  test('whose connection broke is asked once more', async () => {
    stage.provider.react(reset, json(200, replyOf(provider)));
    expect(await stage.check({ provider })).toBe(true);
    expect(stage.provider.seen).toHaveLength(2);
  });

  test('that hung up while nobody looked is asked over a new connection', async () => {
    stage.provider.react(json(200, replyOf(provider)));
    await stage.check({ provider });
    stage.provider.connections[0].destroy();
    expect(await stage.check({ provider })).toBe(true);
  });

  test('of which neither secret nor token gets into the log', async () => {
    for (const reaction of [json(200, replyOf(provider, { valid: false })), json(200, unknownSecret(provider)), json(500, { error: 'token s3cret' })]) {
      stage.provider.react(reaction);
      await stage.check({ provider, token: 'the-token' });
    }
    expect(stage.logs).toHaveLength(3);
    expect(JSON.stringify(stage.logs)).not.toMatch(/the-token|s3cret/);
  });
});

test('a provider that hangs is given up long before the longest deadline', async () => {
  stage.provider.react(hang);
  expect(await stage.check({ deadlineMs: 60_000 })).toBe(false);
});

describe('is asked in its own words, and told no address of the person', () => {
  const asked = async (provider: ProviderName) => {
    stage.provider.react(json(200, replyOf(provider)));
    await stage.check({ provider, token: 'a+b&secret=c ü' });
    expect(stage.provider.seen).toHaveLength(1);
    return stage.provider.seen[0];
  };

  test.each<[ProviderName, string, object]>([
    ['RECAPTCHA_V2', '/recaptcha/api/siteverify', {}],
    ['RECAPTCHA_V3', '/recaptcha/api/siteverify', {}],
    ['HCAPTCHA', '/siteverify', { sitekey: 'site-key' }],
    ['TURNSTILE', '/turnstile/v0/siteverify', {}],
  ])('%s by a form at %s', async (provider, path, more) => {
    const seen = await asked(provider);
    expect(seen).toMatchObject({ path, headers: { 'content-type': 'application/x-www-form-urlencoded', 'host': new URL(stage.provider.url).host } });
    expect(Object.fromEntries(new URLSearchParams(seen.body))).toEqual({ secret: 's3cret', response: 'a+b&secret=c ü', ...more });
  });

  test('RECAPTCHA_ENTERPRISE by JSON, with the key in a header', async () => {
    const { path, headers, body } = await asked('RECAPTCHA_ENTERPRISE');
    expect(path).toBe('/v1/projects/my%2Fproject/assessments');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-goog-api-key': 's3cret' });
    expect(JSON.parse(body)).toEqual({ event: { token: 'a+b&secret=c ü', siteKey: 'site-key', expectedAction: 'login' } });
  });
});

describe('is at', () => {
  const providerOf = (type: ProviderName) => ({ type } as Parameters<typeof serverOf>[0]);

  test.each<[string, ProviderName]>([
    ['www.google.com', 'RECAPTCHA_V2'],
    ['www.google.com', 'RECAPTCHA_V3'],
    ['recaptchaenterprise.googleapis.com', 'RECAPTCHA_ENTERPRISE'],
    ['api.hcaptcha.com', 'HCAPTCHA'],
    ['challenges.cloudflare.com', 'TURNSTILE'],
  ])('%s for %s, once deployed', (hostname, type) => {
    delete process.env.CUSTOM_AUTH_CAPTCHA_URL;
    expect(serverOf(providerOf(type))).toEqual({ secure: true, hostname, port: 443, host: hostname, base: '' });
  });

  test.each(['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1'])('%s, where a local server says so', (url) => {
    process.env.CUSTOM_AUTH_CAPTCHA_URL = url;
    expect(serverOf(providerOf('TURNSTILE'))).toMatchObject({ port: 1 });
  });

  test.each([
    '', 'localhost', 'http://evil.example', 'https://localhost.evil.example', 'http://localhost@evil.example', 'http://10.0.0.1', 'file:///localhost',
  ])('no other place, whatever the environment says: %j', async (url) => {
    process.env.CUSTOM_AUTH_CAPTCHA_URL = url;
    expect(await stage.check()).toBe(false);
    expect(stage.logs).toMatchObject([{ event: 'CAPTCHA_UNAVAILABLE', error: 'StandInNotLoopback' }]);
  });
});

describe('a certificate that nobody vouches for', () => {
  let impostor: FakeService;
  beforeEach(async () => {
    impostor = await startFakeService({ tls: true });
  });
  afterEach(() => impostor.close());

  test('gets no token', async () => {
    impostor.react(json(200, replyOf('TURNSTILE')));
    process.env.CUSTOM_AUTH_CAPTCHA_URL = impostor.url;
    expect(await stage.check()).toBe(false);
    expect(impostor.seen).toEqual([]);
  });
});

describe('the secret', () => {
  const secretIs = (SecretString: unknown) => json(200, { SecretString });
  const secretsSent = () => stage.provider.seen.map(({ body }) => new URLSearchParams(body).get('secret'));
  const accepts = (secret: string): Reaction => (response, socket, seen) =>
    json(200, new URLSearchParams(seen.body).get('secret') === secret ? replyOf('TURNSTILE') : unknownSecret('TURNSTILE'))(response, socket, seen);

  test('is read once for many answers, and again after 5 minutes', async () => {
    let now = NOW;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    stage.provider.react(json(200, replyOf('TURNSTILE')));
    await stage.check();
    now += 5 * 60_000 - 1;
    await stage.check();
    expect(stage.secrets.seen).toHaveLength(1);
    now += 1;
    await stage.check();
    expect(stage.secrets.seen).toHaveLength(2);
    clock.mockRestore();
  });

  test('that was rotated is read anew as soon as the provider refuses the old one', async () => {
    stage.secrets.react(secretIs('old'), secretIs('new'));
    stage.provider.react(accepts('old'));
    expect(await stage.check()).toBe(true);
    stage.provider.react(accepts('new'));
    expect(await stage.check()).toBe(true);
    expect(await stage.check()).toBe(true);
    expect(secretsSent()).toEqual(['old', 'old', 'new', 'new']);
  });

  test.each(PROVIDERS)('that %s does not know is not read again and again, and lets nobody pass', async (provider) => {
    stage.provider.react(json(provider === 'RECAPTCHA_ENTERPRISE' ? 400 : 200, unknownSecret(provider)));
    expect(await stage.check({ provider })).toBe(false);
    expect([stage.secrets.seen.length, stage.provider.seen.length]).toEqual([1, 1]);
    expect(await stage.check({ provider })).toBe(false);
    expect([stage.secrets.seen.length, stage.provider.seen.length]).toEqual([2, 3]);
    expect(stage.logs).toEqual(Array(2).fill({ level: 'ERROR', event: 'CAPTCHA_UNAVAILABLE', challenge: 'CAPTCHA', error: 'ProviderRefusesSecret' }));
  });

  test.each<[string, unknown, string | undefined, string]>([
    ['the whole value', 'whole', undefined, 'whole'],
    ['the whole value, even if it is JSON', '{"a":1}', undefined, '{"a":1}'],
    ['a field', '{"site":"s","captcha":"field"}', 'captcha', 'field'],
    ['without the end of its line', 's3cret\n', undefined, 's3cret'],
    ['a field without the end of its line', '{"captcha":"field\\r\\n"}', 'captcha', 'field'],
  ])('is %s', async (_, value, field, expected) => {
    stage.secrets.react(secretIs(value));
    stage.provider.react(json(200, replyOf('TURNSTILE')));
    expect(await stage.check({ secret: { arn: stage.arn, field } })).toBe(true);
    expect(secretsSent()).toEqual([expected]);
  });

  test.each<[string, unknown, string | undefined, string]>([
    ['empty', ' \n', undefined, 'SecretEmpty'],
    ['more than a word, which could add a header', 'two\r\nlines: 1', undefined, 'SecretMalformed'],
    ['more than a word in its field', '{"captcha":"two words"}', 'captcha', 'SecretMalformed'],
    ['no ASCII', 'schlüssel', undefined, 'SecretMalformed'],
    ['binary', undefined, undefined, 'Malformed'],
    ['not JSON, where a field is asked for', 'plain', 'captcha', 'SecretNotJson'],
    ['without the field', '{"site":"s"}', 'captcha', 'SecretFieldMissing'],
    ['null', 'null', 'captcha', 'SecretFieldMissing'],
    ['without a field of that name of its own', '{}', 'constructor', 'SecretFieldMissing'],
    ['of another type in the field', '{"captcha":1}', 'captcha', 'SecretFieldMissing'],
  ])('that is %s lets nobody pass, and the provider is not asked', async (_, value, field, error) => {
    stage.secrets.react(secretIs(value));
    expect(await stage.check({ secret: { arn: stage.arn, field } })).toBe(false);
    expect(stage.logs).toMatchObject([{ event: 'CAPTCHA_UNAVAILABLE', error }]);
    expect(stage.provider.seen).toEqual([]);
  });

  test('that may not be read lets nobody pass, and is tried again by the next answer', async () => {
    stage.secrets.react(json(400, { __type: 'AccessDeniedException' }), secretIs('s3cret'));
    stage.provider.react(json(200, replyOf('TURNSTILE')));
    expect(await stage.check()).toBe(false);
    expect(stage.logs).toMatchObject([{ event: 'CAPTCHA_UNAVAILABLE', error: 'AccessDeniedException' }]);
    expect(await stage.check()).toBe(true);
  });
});
