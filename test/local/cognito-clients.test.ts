// The clients that people really use, over HTTP.
import {
  CognitoIdentityProviderClient, InitiateAuthCommand, RespondToAuthChallengeCommand, type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { AuthenticationDetails, CognitoUser, CognitoUserPool, CognitoUserSession } from 'amazon-cognito-identity-js';
import { Amplify } from 'aws-amplify';
import { confirmSignIn, confirmSignUp, fetchAuthSession, getCurrentUser, signIn, signOut, signUp } from 'aws-amplify/auth';
import { CLIENT_ID, FakeCognito, PASSWORD, PASSWORDLESS, POOL_ID, SRP_AND_CUSTOM, startFake, stopFakes } from './fixtures/cognito';
import { SrpClient } from './fixtures/srp-client';

const POOL = { UsernameAttributes: ['email'], AutoVerifiedAttributes: ['email'] };
const CLIENT = { PreventUserExistenceErrors: 'ENABLED' };
const USERNAME = 'alice@example.com';
const INCORRECT = 'Incorrect username or password.';

afterEach(stopFakes);

async function start(triggers: typeof PASSWORDLESS): Promise<FakeCognito> {
  return startFake({ pool: POOL, client: CLIENT, triggers, users: [{ username: USERNAME, password: PASSWORD }] });
}

describe('AWS SDK for JavaScript', () => {
  const sdkOf = (cognito: FakeCognito) => new CognitoIdentityProviderClient({ endpoint: cognito.endpoint, region: 'eu-west-1' });
  const initiate = (AuthParameters: Record<string, string>) => new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId: CLIENT_ID, AuthParameters });
  const respond = ({ ChallengeName, Session }: InitiateAuthCommandOutput, ChallengeResponses: Record<string, string>) =>
    new RespondToAuthChallengeCommand({ ClientId: CLIENT_ID, ChallengeName, Session, ChallengeResponses });

  test('passwordless, wrong then right', async () => {
    const sdk = sdkOf(await start(PASSWORDLESS));
    const first = await sdk.send(initiate({ USERNAME }));
    const second = await sdk.send(respond(first, { USERNAME, ANSWER: 'wrong' }));
    const done = await sdk.send(respond(second, { USERNAME, ANSWER: '42' }));
    expect(done.AuthenticationResult?.AccessToken).toBeDefined();
    await expect(sdk.send(respond(second, { USERNAME, ANSWER: '42' }))).rejects.toMatchObject({
      name: 'NotAuthorizedException', message: 'Invalid session for the user, session can only be used once.', $fault: 'client',
    });
  });

  test('SRP and custom', async () => {
    const sdk = sdkOf(await start(SRP_AND_CUSTOM));
    const srp = new SrpClient(POOL_ID, PASSWORD);
    const verifier = await sdk.send(initiate({ USERNAME, SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' }));
    const custom = await sdk.send(respond(verifier, srp.answer(verifier.ChallengeParameters as any)));
    const done = await sdk.send(respond(custom, { USERNAME, ANSWER: '42' }));
    expect(done.AuthenticationResult?.RefreshToken).toBeDefined();
  });

  test('an unknown user', async () => {
    const sdk = sdkOf(await start(PASSWORDLESS));
    const first = await sdk.send(initiate({ USERNAME: 'nobody@example.com' }));
    await expect(sdk.send(respond(first, { USERNAME: 'nobody@example.com', ANSWER: '42' }))).rejects.toThrow(INCORRECT);
  });
});

describe('aws-amplify', () => {
  const configure = ({ endpoint }: FakeCognito) => Amplify.configure({
    Auth: { Cognito: { userPoolId: POOL_ID, userPoolClientId: CLIENT_ID, userPoolEndpoint: endpoint } },
  });

  beforeEach(() => jest.spyOn(console, 'warn').mockImplementation());
  afterEach(async () => signOut().catch(() => undefined));

  test('CUSTOM_WITHOUT_SRP, wrong then right; session, refresh and sign-out everywhere', async () => {
    const cognito = await start(PASSWORDLESS);
    configure(cognito);
    const { nextStep } = await signIn({ username: USERNAME, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
    expect(nextStep).toMatchObject({ signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE', additionalInfo: { hint: 'the answer' } });
    expect((await confirmSignIn({ challengeResponse: 'wrong' })).isSignedIn).toBe(false);
    expect((await confirmSignIn({ challengeResponse: '42', options: { clientMetadata: { a: 'b' } } })).isSignedIn).toBe(true);
    expect(cognito.events.at(-1).request.clientMetadata).toEqual({ a: 'b' });

    const { userId } = await getCurrentUser();
    expect((await fetchAuthSession()).tokens?.idToken?.payload).toMatchObject({ sub: userId, email: USERNAME });
    const before = String((await fetchAuthSession()).tokens?.accessToken);
    cognito.advance(60_000);
    expect(String((await fetchAuthSession({ forceRefresh: true })).tokens?.accessToken)).not.toBe(before);
    await signOut({ global: true });
    expect(await cognito.errorOf(cognito.call('GetUser', { AccessToken: before }))).toBe('NotAuthorizedException: Access Token has been revoked');
  });

  test('CUSTOM_WITH_SRP, a wrong password then the right one', async () => {
    const cognito = await start(SRP_AND_CUSTOM);
    configure(cognito);
    const options = { authFlowType: 'CUSTOM_WITH_SRP', clientMetadata: { sent: 'again' } } as const;
    await expect(signIn({ username: USERNAME, password: 'wrong', options })).rejects.toMatchObject({ name: 'NotAuthorizedException', message: INCORRECT });
    await signIn({ username: USERNAME, password: PASSWORD, options });
    expect(cognito.eventsOf('Create')[0].request.clientMetadata).toEqual({ sent: 'again' });
    expect((await confirmSignIn({ challengeResponse: '42' })).isSignedIn).toBe(true);
  });

  test('sign-up with a code, then USER_SRP_AUTH', async () => {
    const cognito = await start(PASSWORDLESS);
    configure(cognito);
    const username = 'bob@example.com';
    const { nextStep } = await signUp({ username, password: PASSWORD });
    expect(nextStep).toMatchObject({ signUpStep: 'CONFIRM_SIGN_UP', codeDeliveryDetails: { destination: 'b***@e***' } });
    const confirmationCode = /\d{6}/.exec(cognito.outbox.list()[0].text!)![0];
    expect((await confirmSignUp({ username, confirmationCode })).isSignUpComplete).toBe(true);
    expect((await signIn({ username, password: PASSWORD })).isSignedIn).toBe(true);
  });
});

describe('amazon-cognito-identity-js', () => {
  const userOf = ({ endpoint }: FakeCognito) => new CognitoUser({
    Username: USERNAME, Pool: new CognitoUserPool({ UserPoolId: POOL_ID, ClientId: CLIENT_ID, endpoint }),
  });
  type Outcome = { challenge: Record<string, string> } | { session: CognitoUserSession };
  const callbacks = (resolve: (outcome: Outcome) => void, reject: (error: Error) => void) => ({
    onSuccess: (session: CognitoUserSession) => resolve({ session }),
    onFailure: reject,
    customChallenge: (challenge: Record<string, string>) => resolve({ challenge }),
  });
  const answer = async (user: CognitoUser, text: string) => new Promise<Outcome>((resolve, reject) =>
    user.sendCustomChallengeAnswer(text, callbacks(resolve, reject)));

  test('initiateAuth, wrong then right', async () => {
    const cognito = await start(PASSWORDLESS);
    const user = userOf(cognito);
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    const details = new AuthenticationDetails({ Username: USERNAME });
    const first = await new Promise<Outcome>((resolve, reject) => user.initiateAuth(details, callbacks(resolve, reject)));
    expect(first).toMatchObject({ challenge: { hint: 'the answer' } });
    expect(await answer(user, 'wrong')).toHaveProperty('challenge');
    expect(await answer(user, '42')).toHaveProperty('session');
  });

  test('authenticateUser, which begins with SRP', async () => {
    const cognito = await start(SRP_AND_CUSTOM);
    const user = userOf(cognito);
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    const authenticate = async (Password: string) => new Promise<Outcome>((resolve, reject) =>
      user.authenticateUser(new AuthenticationDetails({ Username: USERNAME, Password }), callbacks(resolve, reject)));
    await expect(authenticate('wrong')).rejects.toThrow(INCORRECT);
    expect(await authenticate(PASSWORD)).toHaveProperty('challenge');
    expect(await answer(user, '42')).toHaveProperty('session');
  });
});
