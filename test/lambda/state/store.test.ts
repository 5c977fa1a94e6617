import { startDeadline } from '../../../lambda/aws/deadline';
import type { SignIn } from '../../../lambda/events';
import { open, type OpenRequest, type UserState } from '../../../lambda/state/rules';
import { changeUser, randomId, userKey } from '../../../lambda/state/store';
import { readCloudAssembly } from '../../../local/src/assembly/read-cloud-assembly';
import { type LocalAws, startLocalAws } from '../../../local/src/aws/start-local-aws';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../../src';
import { remove, synth } from '../../support/synth';

let outdir: string;
let aws: LocalAws;

beforeAll(async () => {
  outdir = synth((stack) => {
    const sender = EmailSender.ses({ fromAddress: 'no-reply@example.com' });
    new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(Challenge.emailCode({ sender })) });
  });
  const assembly = readCloudAssembly(outdir);
  aws = await startLocalAws(assembly);
  const { environment } = assembly.functions.get(assembly.pools[0].triggers.CreateAuthChallenge)!;
  Object.assign(process.env, environment, aws.endpoints, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });
}, 60_000);

afterAll(async () => {
  await aws?.close();
  remove(outdir);
});

function user(): SignIn {
  return { userPoolId: 'us-east-1_Pool', clientId: 'client', userName: randomId(), userAttributes: {}, userNotFound: false };
}

function opening(clientId: string) {
  const request: OpenRequest = { newId: clientId, clientId, step: 0, name: 'EMAIL_CODE', round: 0, lifetimeMs: 300_000, tries: 3 };
  return (state: UserState) => open(state, request, 0);
}

const stored = async (signIn: SignIn) => changeUser(signIn, (state) => ({ state, verdict: state.challenges.map(({ id }) => id) }), startDeadline());

test('changes at the same time all count', async () => {
  const signIn = user();
  await Promise.all(['a', 'b', 'c'].map((id) => changeUser(signIn, opening(id), startDeadline())));
  expect((await stored(signIn)).sort()).toEqual(['a', 'b', 'c']);
});

test('a rule that is overtaken decides again on what is there then', async () => {
  const signIn = user();
  const seen: number[] = [];
  await changeUser(signIn, async (state) => {
    seen.push(state.challenges.length);
    if (seen.length === 1) await changeUser(signIn, opening('faster'), startDeadline());
    return opening('slower')(state);
  }, startDeadline());
  expect(seen).toEqual([0, 1]);
  expect(await stored(signIn)).toEqual(['faster', 'slower']);
});

test('a rule that is overtaken again and again gives no verdict and changes nothing', async () => {
  const signIn = user();
  let overtaken = 0;
  const verdict = changeUser(signIn, async (state) => {
    overtaken += 1;
    await changeUser(signIn, opening(`other ${overtaken}`), startDeadline());
    return opening('mine')(state);
  }, startDeadline());
  await expect(verdict).rejects.toMatchObject({ code: 'TooManyConflicts' });
  expect(await stored(signIn)).not.toContain('mine');
});

test('a rule that changes nothing writes nothing', async () => {
  const signIn = user();
  const before = aws.calls.length;
  await stored(signIn);
  expect(aws.calls.slice(before).map(({ operation }) => operation)).toEqual(['GetItem']);
});

test('users, and equal names in two pools, have an item each', () => {
  const signIn = user();
  const keys = [signIn, { ...signIn, userName: 'other' }, { ...signIn, userPoolId: 'us-east-1_Other' }].map(userKey);
  expect(new Set(keys).size).toBe(3);
  expect(keys.join()).not.toContain(signIn.userName);
});
