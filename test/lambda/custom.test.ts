import { byEmailCodeThenQuestion } from './pools';
import { answered, type Form, HandlerStage } from './stage';
import type { SessionEntry } from '../../lambda/events';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start(byEmailCodeThenQuestion(`
      exports.handler = async (event) => {
        if (event.userName.startsWith('returns ')) return JSON.parse(event.userName.slice(8));
        if (event.action === 'verify' && event.answer === '') return { answerCorrect: true };
        if (event.action === 'verify' && event.answer.startsWith('returns ')) return JSON.parse(event.answer.slice(8));
        return event.action === 'create'
          ? { publicParameters: { question: 'favourite colour, try ' + event.attempt }, privateParameters: { right: 'blue' } }
          : { answerCorrect: event.answer === event.privateParameters.right };
      };
    `));
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

describe.each<Form>(['as they ship', 'from source'])('a challenge of functions of one’s own, of the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  async function emailPassed(user: string): Promise<SessionEntry> {
    const created = await stage.create(user);
    expect(await stage.verify(created, stage.lastCode())).toBe(true);
    return answered(created, true);
  }

  async function askQuestion() {
    const user = stage.newUser();
    return stage.create(user, [await emailPassed(user)]);
  }

  test('is created, verified, and asked again after a wrong answer', async () => {
    const user = stage.newUser();
    const email = await emailPassed(user);
    const first = await stage.create(user, [email]);
    expect(first.response.publicChallengeParameters).toEqual({
      challenge: 'QUESTION', question: 'favourite colour, try 1', expiresIn: '300', attemptsLeft: '3',
    });
    expect(await stage.verify(first, 'red')).toBe(false);
    const second = await stage.create(user, [email, answered(first, false)]);
    expect(second.response.publicChallengeParameters).toMatchObject({ question: 'favourite colour, try 2', attemptsLeft: '2', error: 'CODE_MISMATCH' });
    expect(await stage.verify(second, 'blue')).toBe(true);
    expect(await stage.verify(second, 'blue')).toBe(false);
  });

  test.each([null, {}, { publicParameters: null, privateParameters: null }])('may be created from %j', async (returned) => {
    const user = `returns ${JSON.stringify(returned)}`;
    const created = await stage.create(user, [await emailPassed(user)]);
    expect(created.response.publicChallengeParameters).toEqual({ challenge: 'QUESTION', expiresIn: '300', attemptsLeft: '3' });
  });

  test.each<[string, unknown]>([
    ['a number among the parameters', { publicParameters: { n: 1 } }],
    ['a list', { publicParameters: ['x'] }],
    ['a text', { privateParameters: 'x' }],
    ['more than fits', { privateParameters: { x: 'x'.repeat(4_096) } }],
  ])('is not created from %s, and an operator can see why', async (_, returned) => {
    const user = `returns ${JSON.stringify(returned)}`;
    const email = await emailPassed(user);
    await expect(stage.create(user, [email])).rejects.toThrow('Sign-in is not available right now');
    await stage.logged(/"error":"ParametersNotSmallStringMap"/);
  });

  test.each([
    [{ answerCorrect: true }, true], [{ answerCorrect: 'true' }, false], [{ answerCorrect: 1 }, false], [null, false], [[], false], ['true', false],
  ])('with the verdict %j is passed: %p', async (returned, passed) => {
    expect(await stage.verify(await askQuestion(), `returns ${JSON.stringify(returned)}`)).toBe(passed);
  });

  test('an empty answer is wrong whatever the function says', async () => {
    const question = await askQuestion();
    expect(await stage.verify(question, '')).toBe(false);
    expect(await stage.verify(question, { blue: true })).toBe(false);
  });

  test('an answer to one challenge is worth nothing to the other', async () => {
    expect(await stage.verify(await askQuestion(), stage.lastCode())).toBe(false);
    expect(await stage.verify(await stage.create(stage.newUser()), 'blue')).toBe(false);
  });
});
