import { PASSWORD, PASSWORDLESS, POOL_ID, SRP_AND_CUSTOM, startFake, stopFakes } from './fixtures/cognito';
import { SrpClient } from './fixtures/srp-client';
import { decoyUsername } from '../../local/src/cognito/decoys';

const HIDING = { PreventUserExistenceErrors: 'ENABLED' };
const ALICE = { username: 'alice', password: PASSWORD, attributes: { email: 'alice@example.com', email_verified: 'true' } };

afterEach(stopFakes);

describe('who exists', () => {
  test('a client that hides it: all triggers run for an unknown name, with the same shape of answer', async () => {
    const cognito = await startFake({ client: HIDING, triggers: PASSWORDLESS, users: [ALICE] });
    const known = await cognito.initiate({ USERNAME: 'alice' });
    const unknown = await cognito.initiate({ USERNAME: 'nobody' });
    const { USERNAME } = unknown.ChallengeParameters;

    expect(Object.keys(unknown)).toEqual(Object.keys(known));
    expect(USERNAME).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await cognito.initiate({ USERNAME: 'nobody' })).ChallengeParameters.USERNAME).toBe(USERNAME);
    expect(cognito.events.map(({ request }) => request.userNotFound)).toEqual([false, false, true, true, true, true]);
    expect(cognito.events.at(-1)).toMatchObject({ userName: USERNAME, request: { userAttributes: {} } });

    const answered = cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'nobody', ANSWER: '42' }, unknown.Session);
    // Even a Define that issues tokens for it gets nobody in.
    expect(await cognito.errorOf(answered)).toBe('NotAuthorizedException: Incorrect username or password.');
    expect(cognito.eventsOf('Verify')[0].request.userNotFound).toBe(true);
  });

  test('a client that tells it: no trigger runs, and events have no userNotFound', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE] });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'nobody' }))).toBe('UserNotFoundException: User does not exist.');
    expect(cognito.events).toEqual([]);
    await cognito.initiate({ USERNAME: 'alice' });
    expect(cognito.events[0].request).not.toHaveProperty('userNotFound');
  });

  test('SRP of an unknown name: the same salt each time, and no password fits', async () => {
    const cognito = await startFake({ client: HIDING, triggers: SRP_AND_CUSTOM });
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const start = async () => cognito.initiate({ USERNAME: 'nobody', SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' });
    const [one, two] = [await start(), await start()];
    expect(one.ChallengeParameters).toMatchObject({ SALT: two.ChallengeParameters.SALT, USER_ID_FOR_SRP: decoyUsername(POOL_ID, 'nobody') });
    expect(one.ChallengeParameters.SRP_B).not.toBe(two.ChallengeParameters.SRP_B);
    const proof = cognito.respond('PASSWORD_VERIFIER', srp.answer(one.ChallengeParameters), one.Session);
    expect(await cognito.errorOf(proof)).toBe('NotAuthorizedException: Incorrect username or password.');
  });

  test.each<[string, object, string]>([
    ['unconfirmed', { status: 'UNCONFIRMED' }, 'UserNotConfirmedException: User is not confirmed.'],
    ['disabled', { enabled: false }, 'NotAuthorizedException: User is disabled.'],
  ])('an %s user is refused before any trigger', async (_, state, error) => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [{ ...ALICE, ...state }] });
    expect(await cognito.errorOf(cognito.initiate({ USERNAME: 'alice' }))).toBe(error);
    expect(cognito.events).toEqual([]);
  });

  test('a user with a temporary password may sign in without it', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [{ ...ALICE, status: 'FORCE_CHANGE_PASSWORD' }] });
    const { Session } = await cognito.initiate({ USERNAME: 'alice' });
    await expect(cognito.respond('CUSTOM_CHALLENGE', { USERNAME: 'alice', ANSWER: '42' }, Session)).resolves.toHaveProperty('AuthenticationResult');
    expect(cognito.events[0].request.userAttributes['cognito:user_status']).toBe('FORCE_CHANGE_PASSWORD');
  });

  test('a user that was disabled or deleted meanwhile does not get in', async () => {
    const cognito = await startFake({ triggers: PASSWORDLESS, users: [ALICE, { ...ALICE, username: 'bob' }] });
    const one = await cognito.initiate({ USERNAME: 'alice' });
    const other = await cognito.initiate({ USERNAME: 'bob' });
    await cognito.call('AdminDisableUser', { UserPoolId: POOL_ID, Username: 'alice' });
    await cognito.call('AdminDeleteUser', { UserPoolId: POOL_ID, Username: 'bob' });
    const errorFor = async (USERNAME: string, session: string) =>
      cognito.errorOf(cognito.respond('CUSTOM_CHALLENGE', { USERNAME, ANSWER: '42' }, session));
    expect(await errorFor('alice', one.Session)).toBe('NotAuthorizedException: User is disabled.');
    expect(await errorFor('bob', other.Session)).toMatch(/^NotAuthorizedException/);
  });
});
