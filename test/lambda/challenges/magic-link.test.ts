import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../../src';
import { linkIn, withBitFlipped } from '../../support/link';
import { answered, createEvent, type Form, HandlerStage, NOBODY, verifiedUser } from '../stage';

const PAGE = 'https://www.example.com/sign-in?from=mail&lang=en';
const RESEND = { resend: 'true' };
const MINUTE = 60_000;

let stage: HandlerStage;
let local: Server;
let visits: IncomingMessage[] = [];

beforeAll(async () => {
  local = createServer((request, response) => {
    visits.push(request);
    response.setHeader('content-type', 'text/html').end('<h1>Sign in</h1>');
  });
  await once(local.listen(0, '127.0.0.1'), 'listening');
  const { port } = local.address() as AddressInfo;

  stage = await HandlerStage.start((stack) => {
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(Challenge.magicLink({
        sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }),
        baseUrls: [PAGE, `http://127.0.0.1:${port}/sign-in`],
        allowLocalhost: true,
        codeLength: 6,
        locales: { de: { subject: 'Dein Link', text: 'Link: {link}\nCode: {code}', html: '<a href=\'{link}\'>{code}</a>' } },
      })),
    });
  });
}, 60_000);

afterAll(async () => {
  await stage?.close();
  local.close();
});

beforeEach(() => {
  stage.reset();
  visits = [];
});

const lastMail = () => stage.aws.outbox.list().at(-1) as { subject: string; text: string; html: string };
const lastLink = () => linkIn(lastMail().text);
/** Not just six digits, which a token may have too. */
const lastCode = () => /\bcode\b.*: (\d{6})$/im.exec(lastMail().text)![1];
const otherCode = () => (lastCode() === '000000' ? '000001' : '000000');

describe.each<Form>(['as they ship', 'from source'])('the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  test('mail one link, tell the client no more than it needs, and accept the token once', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);

    expect(created.response.publicChallengeParameters).toEqual({
      challenge: 'MAGIC_LINK', destination: '***@***', codeLength: '6', expiresIn: '300', attemptsLeft: '3', resendAfter: '60',
    });
    expect(stage.aws.outbox.list()).toMatchObject([{ to: [`${user}@example.com`], subject: 'Your sign-in link' }]);
    const { url, token, username } = lastLink();
    expect([url, username]).toEqual([`${PAGE}#token=${token}`, null]);
    expect(JSON.stringify(created.response)).not.toContain(token.slice(22));
    expect(JSON.stringify(created.response)).not.toContain(lastCode());

    expect(await stage.verify(created, token)).toBe(true);
    for (const later of [0, MINUTE]) {
      stage.now += later;
      expect(await stage.verify(created, token)).toBe(false);
      expect(await stage.verify(created, lastCode())).toBe(false);
    }
  });

  test('escape the link in HTML, whatever the quotes', async () => {
    for (const locale of ['en', 'de']) {
      const user = stage.newUser();
      const created = await stage.create(user, [], { ...verifiedUser(user), locale });
      const [, , href] = /<a href=(["'])(.*?)\1/.exec(lastMail().html)!;
      expect(href).toContain('from=mail&#38;lang=en#token=');
      expect(linkIn(href.replaceAll('&#38;', '&'))).toEqual(lastLink());
      expect(lastMail().html).toContain(lastCode());
      expect(await stage.verify(created, ` ${lastLink().token}\n`)).toBe(true);
    }
  });

  test('take the code of the same mail instead, once, and count wrong ones', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    expect(await stage.verify(created, otherCode())).toBe(false);
    const again = await stage.create(user, [answered(created, false)]);
    expect(again.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '2', error: 'CODE_MISMATCH' });
    expect(await stage.verify(again, `${lastCode().slice(0, 3)} ${lastCode().slice(3)}`)).toBe(true);
    expect(await stage.verify(again, lastLink().token)).toBe(false);
  });

  test('let nobody see the token who fetches the page, and nothing is used up by it', async () => {
    const user = stage.newUser();
    const created = await stage.create(user, [], verifiedUser(user), { linkTo: '1' });
    const { url, token } = lastLink();
    expect(new URL(url).hostname).toBe('127.0.0.1');
    // A mail scanner, and again, and with other methods.
    for (const method of ['GET', 'GET', 'HEAD', 'POST']) await (await fetch(url, { method })).text();
    expect(visits.map(({ method, url: target }) => `${method} ${target}`)).toEqual(['GET /sign-in', 'GET /sign-in', 'HEAD /sign-in', 'POST /sign-in']);
    expect(JSON.stringify(visits.map(({ rawHeaders, url: target }) => [rawHeaders, target]))).not.toContain(token.slice(22, 40));
    expect(await stage.verify(created, token)).toBe(true);
  });

  test.each<[unknown, string]>([
    ['0', 'https://www.example.com'], ['1', 'http://127.0.0.1'], ['2', 'https://www.example.com'], ['-1', 'https://www.example.com'], ['1.5', 'https://www.example.com'],
    ['', 'https://www.example.com'], ['https://evil.example', 'https://www.example.com'], ['//evil.example', 'https://www.example.com'],
    ['http://127.0.0.1@evil.example', 'https://www.example.com'], ['__proto__', 'https://www.example.com'], ['length', 'https://www.example.com'],
    [1, 'https://www.example.com'], [null, 'https://www.example.com'], [['1'], 'https://www.example.com'], [{ toString: '1' }, 'https://www.example.com'],
  ])('for linkTo %j lead to %s', async (linkTo, origin) => {
    const user = stage.newUser();
    await stage.create(user, [], verifiedUser(user), { linkTo } as Record<string, string>);
    const { protocol, hostname } = new URL(lastLink().url);
    expect(`${protocol}//${hostname}`).toBe(origin);
  });

  test('replace the link by a new one that is asked for, to whichever page, and not before the cool-down is over', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    const old = lastLink().token;
    const soon = await stage.create(user, [answered(created, false)], verifiedUser(user), RESEND);
    expect(soon.response.publicChallengeParameters).toMatchObject({ error: 'THROTTLED', retryAfter: '60', attemptsLeft: '3' });
    expect(lastLink().token).toBe(old);

    stage.now += MINUTE;
    const session = [answered(created, false), answered(soon, false)];
    const renewed = await stage.create(user, session, verifiedUser(user), { ...RESEND, linkTo: '1' });
    expect(renewed.response.publicChallengeParameters).not.toHaveProperty('error');
    expect(stage.aws.outbox.list()).toHaveLength(2);
    expect(new URL(lastLink().url).hostname).toBe('127.0.0.1');
    for (const round of [created, soon, renewed]) expect(await stage.verify(round, old)).toBe(false);
    expect(await stage.verify(renewed, lastLink().token)).toBe(true);
  });

  test('keep the links of two sign-ins apart: each opens its own, and none goes out by the other', async () => {
    const user = stage.newUser();
    const first = await stage.create(user);
    const one = lastLink().token;
    stage.now += 16_000;
    const second = await stage.create(user);
    const other = lastLink().token;
    expect(one).not.toBe(other);
    expect(await stage.verify(second, one)).toBe(false);
    expect(await stage.verify(first, other)).toBe(false);
    expect(await stage.verify(first, one)).toBe(true);
    expect(await stage.verify(second, other)).toBe(true);
  });

  test('accept it within its lifetime only, and send a new one after that', async () => {
    const user = stage.newUser();
    const [created, later] = [await stage.create(user), stage.newUser()];
    const { token } = lastLink();
    stage.now += 5 * MINUTE - 1;
    expect(await stage.verify(created, token)).toBe(true);

    const late = await stage.create(later);
    const { token: old } = lastLink();
    stage.now += 5 * MINUTE;
    expect(await stage.verify(late, old)).toBe(false);
    const next = await stage.create(later, [answered(late, false)]);
    expect(next.response.publicChallengeParameters).toMatchObject({ error: 'EXPIRED', attemptsLeft: '3', expiresIn: '300' });
    expect(await stage.verify(next, old)).toBe(false);
    expect(await stage.verify(next, lastLink().token)).toBe(true);
  });

  test.each<[string, object]>([
    ['user', { userName: 'somebody else' }],
    ['user pool', { userPoolId: 'us-east-1_Other' }],
    ['app client', { callerContext: { awsSdkVersion: '', clientId: 'other' } }],
  ])('accept it for no other %s', async (_, overrides) => {
    const user = stage.newUser();
    const created = await stage.create(user);
    const { token } = lastLink();
    const elsewhere = await stage.invoke('CreateAuthChallenge', { ...createEvent(user), ...overrides });
    expect(await stage.verify(elsewhere, token)).toBe(false);
    // Nor if the session could be carried over.
    expect(await stage.verify({ ...created, ...overrides }, token)).toBe(false);
    expect(await stage.verify(created, token)).toBe(true);
  });

  test('accept the token as it is: not with a bit changed, cut off, or longer', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    const { token, url } = lastLink();
    const bits = form === 'from source' ? Array.from({ length: 256 + 128 }, (_, bit) => bit) : [0, 255, 300];
    const forged = [
      ...bits.map((bit) => withBitFlipped(token, bit)),
      token.slice(0, -1), token.slice(1), `${token}A`, token.slice(22), token.slice(0, 22), token + token, token.toLowerCase(), url,
      Buffer.from(token, 'base64url').toString('base64'), `${token.slice(22)}${token.slice(0, 22)}`,
    ].filter((answer) => answer !== token);
    for (const answer of forged.filter((text) => text.length === 65)) expect(await stage.verify(created, answer)).toBe(false);
    expect(await stage.verify(created, token)).toBe(true);

    const other = await stage.create(stage.newUser());
    for (const answer of forged.filter((text) => text.length !== 65)) expect(await stage.verify(other, answer)).toBe(false);
  }, 60_000);

  test('end the sign-in after 20 wrong tokens, and until then take the right one', async () => {
    const user = stage.newUser();
    const session = [];
    let created = await stage.create(user);
    const { token } = lastLink();
    for (let round = 1; round < 20; round++) {
      expect(await stage.verify(created, withBitFlipped(token, round))).toBe(false);
      session.push(answered(created, false));
      expect(await stage.define(session)).toMatchObject({ challengeName: 'CUSTOM_CHALLENGE', failAuthentication: false });
      created = await stage.create(user, session);
      expect(created.response.publicChallengeParameters).toMatchObject({ attemptsLeft: '3', error: 'CODE_MISMATCH' });
    }
    expect(stage.aws.outbox.list()).toHaveLength(1);
    expect(await stage.define([...session, answered(created, false)])).toMatchObject({ failAuthentication: true });
    expect(await stage.verify(created, token)).toBe(true);
  });

  test('lock nobody out by wrong tokens, and let the link in while codes are locked', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    const { token } = lastLink();
    for (let i = 0; i < 150; i++) expect(await stage.verify(created, withBitFlipped(token, i))).toBe(false);
    // By a stranger, in sign-ins of his own.
    for (let signIn = 0; signIn < 4; signIn++) {
      stage.now += 16_000;
      const guessing = await stage.create(user);
      for (let i = 0; i < 3; i++) await stage.verify(guessing, `00000${i}`);
    }
    expect(stage.logs.join()).toContain('ANSWER_LOCKED');
    expect(await stage.verify(created, token)).toBe(true);
  }, 30_000);

  test('open one door when fifty knock at the same time, whatever else is tried', async () => {
    const created = await stage.create(stage.newUser());
    const { token } = lastLink();
    const knocks = Array.from({ length: 50 }, (_, i) => [token, withBitFlipped(token, i)]).flat();
    const verdicts = await Promise.all(knocks.map((answer) => stage.verify(created, answer)));
    expect(verdicts.filter(Boolean)).toEqual([true]);
  }, 60_000);

  test('give Cognito\'s repetition of an event the same verdict, and send its link once', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    stage.now += 5_000;
    const repeated = await stage.create(user);
    expect(stage.aws.outbox.list()).toHaveLength(1);
    const { token } = lastLink();
    expect(await stage.verify(repeated, token)).toBe(true);
    stage.now += 5_000;
    expect(await stage.verify(repeated, token)).toBe(true);
    expect(await stage.verify(created, token)).toBe(false);
  });

  test('do for somebody who gets no link what they do for anybody, and send nobody anything', async () => {
    const sights = [];
    const people = { 'exists': verifiedUser, 'does not exist': () => NOBODY, 'has not verified': (user: string) => ({ ...verifiedUser(user), email_verified: 'false' }) };
    const token = withBitFlipped('A'.repeat(65), 3);
    for (const attributesOf of Object.values(people)) {
      const user = stage.newUser();
      const attributes = attributesOf(user);
      const before = stage.aws.calls.length;
      const created = await stage.create(user, [], attributes);
      const first = await stage.verify(created, token);
      const again = await stage.create(user, [answered(created, false)], attributes);
      const second = await stage.verify(again, '12345');
      const last = await stage.create(user, [answered(created, false), answered(again, false)], attributes, RESEND);
      const shown = [created, again, last].map(({ response }) => ({
        text: JSON.stringify(response.publicChallengeParameters), lengths: JSON.stringify(response.privateChallengeParameters).length,
      }));
      sights.push({ first, second, shown, calls: stage.operations(before).sort() });
    }
    expect(sights[1]).toEqual(sights[0]);
    expect(sights[2]).toEqual(sights[0]);
    expect(stage.aws.outbox.list()).toHaveLength(1);
    expect(sights[0].calls.filter((call) => call === 'SendEmail')).toHaveLength(1);
  });

  test('accept no link of a decoy, though one was made', async () => {
    for (const attributes of [NOBODY, { email: 'someone@example.com', email_verified: 'false' }]) {
      const created = await stage.create(stage.newUser(), [], attributes);
      const { text } = stage.aws.outbox.listSimulator().at(-1)!;
      expect(await stage.verify(created, linkIn(text).token)).toBe(false);
    }
  });

  test.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['an empty text', ''], ['a number', 1], ['a list', ['A'.repeat(65)]], ['a megabyte', 'A'.repeat(1_000_000)],
    ['65 characters', 'A'.repeat(65)], ['65 spaces', ' '.repeat(65)],
  ])('refuse %s', async (_, answer) => {
    const created = await stage.create(stage.newUser());
    expect(await stage.verify(created, answer)).toBe(false);
    expect(await stage.verify(created, lastLink().token)).toBe(true);
  });

  test('tell nobody a token: not the log, not the table', async () => {
    const user = stage.newUser();
    const created = await stage.create(user);
    const { token } = lastLink();
    await stage.verify(created, withBitFlipped(token, 1));
    await stage.verify(created, token);
    const asked = JSON.stringify(stage.aws.calls.filter(({ operation }) => operation !== 'SendEmail'));
    for (const secret of [token.slice(22), withBitFlipped(token, 1).slice(22)]) expect(stage.logs.join() + asked).not.toContain(secret);
    expect(stage.logs.map((line) => JSON.parse(line).event)).toEqual(['MESSAGE_SENT', 'ANSWER_WRONG', 'ANSWER_CORRECT']);
  });
});
