import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../../src';
import { type Form, HandlerStage, verifiedUser } from '../stage';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await HandlerStage.start((stack) => {
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(Challenge.emailCode({
        sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }),
        appName: 'Tom & Jerry',
        subject: '{code} for {appName}',
        locales: {
          de: { subject: '{code} für {appName}', text: 'Dein Code: {code}, {minutes} Minuten' },
          fr: { subject: 'Ton code', text: 'Ton code : {code}', html: '' },
        },
      })),
    });
  });
}, 60_000);

afterAll(() => stage?.close());

beforeEach(() => stage.reset());

describe.each<Form>(['as they ship', 'from source'])('a mail of the handlers %s', (form) => {
  beforeAll(() => {
    stage.form = form;
  });

  async function mailFor(locale: string): Promise<{ subject: string; text: string; html?: string; code: string }> {
    const user = stage.newUser();
    const created = await stage.create(user, [], { ...verifiedUser(user), locale });
    const mail = stage.aws.outbox.list().at(-1)!;
    if (mail.channel !== 'EMAIL') throw new Error('not a mail');
    const code = stage.lastCode();
    expect(await stage.verify(created, code)).toBe(true);
    return { subject: mail.subject, text: mail.text!, html: mail.html, code };
  }

  test('has the code in the subject, in the text and in the HTML, where the name is escaped', async () => {
    const { subject, text, html, code } = await mailFor('en-GB');
    expect(subject).toBe(`${code} for Tom & Jerry`);
    expect(text).toContain(`Your Tom & Jerry sign-in code is ${code}\n`);
    expect(html).toContain(`<title>${code} for Tom &#38; Jerry</title>`);
    expect(html).toMatch(new RegExp(`<strong [^>]*>${code}</strong>`));
    expect(subject + text + html).not.toMatch(/\{(code|minutes|appName)\}/);
  });

  test('is in the language of the user', async () => {
    const { subject, text, html, code } = await mailFor('de_AT');
    expect([subject, text]).toEqual([`${code} für Tom & Jerry`, `Dein Code: ${code}, 5 Minuten`]);
    expect(html).toContain(' lang="de"');
  });

  test('has no HTML where there is to be none', async () => {
    const { text, html, code } = await mailFor('fr');
    expect([text, html]).toEqual([`Ton code : ${code}`, undefined]);
  });
});
