import fc from 'fast-check';
import { PASSWORD, PASSWORDLESS, POOL_ID, startFake, stopFakes } from './fixtures/cognito';
import { Lockouts } from '../../local/src/cognito/lockouts';
import { Sessions } from '../../local/src/cognito/sessions';

const ALICE = { username: 'alice', password: PASSWORD };
const MINUTE = 60_000;
const SPENT = 'NotAuthorizedException: Invalid session for the user, session can only be used once.';
const EXPIRED = 'NotAuthorizedException: Invalid session for the user, session is expired.';
const INVALID = 'NotAuthorizedException: Invalid session for the user.';

afterEach(stopFakes);

describe('sessions of a sign-in', () => {
  const answer42 = { USERNAME: 'alice', ANSWER: '42' };

  test('are good for one answer', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    const next = await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: 'wrong' }, Session);
    expect(await cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', answer42, Session))).toBe(SPENT);
    await cognito.respond('CUSTOM_CHALLENGE', answer42, next.Session);
    expect(await cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', answer42, next.Session))).toBe(SPENT);
  });

  test('are good for one of fifty answers at once', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    const outcomes = await Promise.all(Array.from({ length: 50 }, async () => cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', answer42, Session))));
    expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['none', SPENT]));
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['three minutes unless the client says otherwise', {}, 3],
    ['as long as the client says', { AuthSessionValidity: 15 }, 15],
    ['as long as the client says, in a text', { AuthSessionValidity: '5' }, 5],
  ])('live %s', async (_, client, minutes) => {
    const cognito = await startFake({ client, triggers: PASSWORDLESS, users: [ALICE] });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    cognito.advance(minutes * MINUTE - 1);
    const next = await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: 'wrong' }, Session);
    cognito.advance(minutes * MINUTE);
    const late = async () => cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', answer42, next.Session));
    expect(await late()).toBe(EXPIRED);
    expect(await late()).toBe(EXPIRED);
  });

  test('belong to a user, a client and a challenge', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE, { ...ALICE, username: 'bob' }] });
    const session = async () => (await cognito.initiate({ USERNAME: 'alice' })).Session;
    const attempts = [
      cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'bob', ANSWER: '42' }, await session()),
      cognito.respond('SMS_MFA', { USERNAME: 'alice', SMS_MFA_CODE: '42' }, await session()),
      cognito.respond('CUSTOM_CHALLENGE', answer42, 'x'.repeat(900)),
    ];
    expect(await Promise.all(attempts.map(async (attempt) => cognito.errorOf(attempt)))).toEqual([INVALID, INVALID, INVALID]);
    expect(cognito.eventsOf('Verify')).toEqual([]);
  });

  test.each<[string, Record<string, string>, string | undefined, string]>([
    ['Session', { USERNAME: 'alice', ANSWER: '42' }, undefined, 'Missing required parameter Session'],
    ['USERNAME', { ANSWER: '42' }, 'x'.repeat(30), 'Missing required parameter USERNAME'],
    ['ANSWER', { USERNAME: 'alice' }, 'x'.repeat(30), 'Missing required parameter ANSWER'],
  ])('%s missing', async (_, responses, session, message) => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    expect(await cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', responses, session))).toBe(`InvalidParameterException: ${message}`);
  });

  test('a request that is wrong in itself does not use the session up', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    await cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice' }, Session));
    await expect(cognito.respond('CUSTOM_CHALLENGE', answer42, Session)).resolves.toHaveProperty('AuthenticationResult');
  });

  test('a Create that fails burns the session', async () => {
    const cognito = await startFake({
      triggers: {
        ...PASSWORDLESS,
        CreateAuthChallenge: (event) => {
          if (event.request.session.length > 0) throw new Error('no mail today');
          return PASSWORDLESS.CreateAuthChallenge(event);
        },
      },
      users: [ALICE],
    });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    const wrong = async () => cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: 'wrong' }, Session));
    expect(await wrong()).toBe('UserLambdaValidationException: CreateAuthChallenge failed with error no mail today.');
    expect(await wrong()).toBe(INVALID);
  });

  test('a second server knows none of the first', async () => {
    const [one, other] = [await startFake({ triggers: PASSWORDLESS, users: [ALICE] }), await startFake({ triggers: PASSWORDLESS, users: [ALICE] })];
    const { Session } = await one.initiate({ USERNAME: 'alice' });
    expect(await other.errorOf(other.respond('CUSTOM_CHALLENGE', answer42, Session))).toBe(INVALID);
  });
});

test('any mix of steps: a session is taken at most once, and never after its time', () => {
  const steps = fc.array(fc.oneof(
    fc.record({ open: fc.constant(true), validFor: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ take: fc.nat(5) }),
    fc.record({ wait: fc.integer({ min: 1, max: 60 }) }),
  ), { maxLength: 40 });
  fc.assert(fc.property(steps, (script) => {
    let now = 0;
    const sessions = new Sessions<number>(() => now);
    const opened: { token: string; expiresAt: number; taken: boolean }[] = [];
    for (const step of script) {
      if ('wait' in step) now += step.wait;
      if ('open' in step) opened.push({ token: sessions.open(opened.length, step.validFor), expiresAt: now + step.validFor, taken: false });
      if (!('take' in step) || opened.length === 0) continue;
      const index = step.take % opened.length;
      const model = opened[index];
      if (model.taken || now >= model.expiresAt) expect(() => sessions.take(model.token)).toThrow(/used once|expired/);
      else expect(sessions.take(model.token)).toBe(index);
      model.taken = true;
    }
  }));
});

describe('wrong passwords', () => {
  test('the fifth locks for a second, each further one twice as long, up to 15 minutes', () => {
    let now = 0;
    const lockouts = new Lockouts(() => now);
    const lockAfterFailure = () => {
      lockouts.failed('alice');
      let ms = 0;
      while (lockouts.isLocked('alice')) {
        ms += 1000;
        now += 1000;
      }
      return ms / 1000;
    };
    const locks = Array.from({ length: 16 }, lockAfterFailure);
    expect(locks).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 0]);
  });

  test('attempts while locked are refused, right or wrong, and change nothing', async () => {
    const cognito = await startFake({ client: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] }, users: [ALICE, { ...ALICE, username: 'bob' }] });
    const attempt = async (password: string, name = 'alice') => cognito.errorOf(
      cognito.initiate({ USERNAME: name, PASSWORD: password }, { AuthFlow: 'USER_PASSWORD_AUTH' }));
    for (let failure = 0; failure < 5; failure++) expect(await attempt('wrong')).toBe('NotAuthorizedException: Incorrect username or password.');
    for (const password of ['wrong', PASSWORD]) expect(await attempt(password)).toBe('NotAuthorizedException: Password attempts exceeded');
    expect(await attempt(PASSWORD, 'bob')).toBe('none');
    cognito.advance(1000);
    expect(await attempt(PASSWORD)).toBe('none');
    expect(await attempt('wrong')).toBe('NotAuthorizedException: Incorrect username or password.');
    expect(await attempt(PASSWORD)).toBe('none');
  });

  test('unknown names lock like known ones where the client hides who exists', async () => {
    const client = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'], PreventUserExistenceErrors: 'ENABLED' };
    const cognito = await startFake({ client, users: [ALICE] });
    const attempts = async (name: string) => {
      const errors: string[] = [];
      for (let failure = 0; failure < 6; failure++) {
        errors.push(await cognito.errorOf(cognito.initiate({ USERNAME: name, PASSWORD: 'wrong' }, { AuthFlow: 'USER_PASSWORD_AUTH' })));
      }
      return errors;
    };
    expect(await attempts('nobody')).toEqual(await attempts('alice'));
  });

  test('custom challenges do not lock', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    for (let attempt = 0; attempt < 7; attempt++) {
      const { Session } = await cognito.initiate({ USERNAME: 'alice' });
      await cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: 'wrong' }, Session);
    }
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    await expect(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session)).resolves.toHaveProperty('AuthenticationResult');
    expect((await cognito.call('AdminGetUser', { UserPoolId: POOL_ID, Username: 'alice' })).Enabled).toBe(true);
  });
});
