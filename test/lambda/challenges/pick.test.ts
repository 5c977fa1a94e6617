import * as fc from 'fast-check';
import { newPerson as newPersonOn, OPTIONS, shown, useChoice } from './choosing';
import { type KnownBadChoice, loadChoice } from '../fixtures/known-bad-choices';
import { METADATA } from '../hostile';
import { answered } from '../stage';

const SECOND = 1_000;
const UNAVAILABLE = 'Sign-in is not available right now';

const stage = useChoice();
const newPerson = () => newPersonOn(stage());
const channels = () => stage().aws.outbox.list().map(({ channel }) => channel);

describe('what was picked', () => {
  test('is asked also when Cognito repeats each event, with one message', async () => {
    const person = newPerson();
    const choice = await person.create();
    const first = stage().verify(choice, 'SMS_CODE');
    expect(await first).toBe(true);
    stage().now += 5 * SECOND;
    expect(await stage().verify(choice, 'SMS_CODE')).toBe(true);
    const session = [answered(choice, true)];
    await person.create(session);
    stage().now += 5 * SECOND;
    const repeated = await person.create(session);
    expect(shown(repeated)).toMatchObject({ challenge: 'SMS_CODE' });
    expect(channels()).toEqual(['SMS']);
    expect(await stage().verify(repeated, stage().lastCode())).toBe(true);
  });

  test('cannot be picked anew by a second answer to the same round', async () => {
    const person = newPerson();
    const choice = await person.create();
    expect(await stage().verify(choice, 'SMS_CODE')).toBe(true);
    for (const wait of [0, 5 * SECOND]) {
      stage().now += wait;
      expect(await stage().verify(choice, 'EMAIL_CODE')).toBe(false);
    }
    expect(shown(await person.create([answered(choice, true)]))).toMatchObject({ challenge: 'SMS_CODE' });
  });

  test('is one option, when several are picked at the same time', async () => {
    const person = newPerson();
    const choice = await person.create();
    const options = OPTIONS.split(',');
    const verdicts = await Promise.all(options.map((option) => stage().verify(choice, option)));
    expect(verdicts.filter(Boolean)).toHaveLength(1);
    expect(shown(await person.create([answered(choice, true)]))).toMatchObject({ challenge: options[verdicts.indexOf(true)] });
  });

  test('is what each of two sign-ins picked that began at the same moment', async () => {
    const person = newPerson();
    const [one, two] = [await person.create(), await person.create()];
    expect(await stage().verify(one, 'SMS_CODE')).toBe(true);
    expect(await stage().verify(two, 'EMAIL_CODE')).toBe(false);
    const again = await person.create([answered(two, false)]);
    // The other one comes between, and takes nothing away.
    expect(shown(await person.create([answered(one, true)]))).toMatchObject({ challenge: 'SMS_CODE' });
    expect(await stage().verify(again, 'EMAIL_CODE')).toBe(true);
    expect(shown(await person.create([answered(two, false), answered(again, true)]))).toMatchObject({ challenge: 'EMAIL_CODE' });
  });

  test('is not what the client says', async () => {
    await fc.assert(followsPick(), { numRuns: 30 });
  });

  test('must have been picked: a session alone is not believed', async () => {
    await expectUnpicked();
  });

  test('must have been picked by the same user', async () => {
    const { session } = await newPerson().pick('SMS_CODE');
    await expect(newPerson().create(session)).rejects.toThrow(UNAVAILABLE);
    expect(channels()).toEqual(['SMS']);
  });
});

describe('a choice that', () => {
  afterEach(() => loadChoice());

  const found = async (hole: KnownBadChoice, test: () => Promise<unknown>) => {
    loadChoice(hole);
    await expect(test()).rejects.toThrow();
    loadChoice();
    stage().aws.outbox.clear();
    await test();
  };

  test('believes what the client says about the pick is found out', () =>
    found('believes what the client says about the pick', () => fc.assert(followsPick(), { seed: 1, numRuns: 30 })));
  test('believes a session in which nothing was picked is found out', () => found('believes a session in which nothing was picked', expectUnpicked));
  test('takes any name for an option is found out', () => found('takes any name for an option', expectNoPick));
});

/** Whatever `clientMetadata` goes along, what is asked is what the answer picked. */
function followsPick() {
  const options = fc.constantFrom('EMAIL_CODE', 'SMS_CODE', 'QUESTION');
  const metadata = fc.oneof(fc.record({ pick: options }), fc.record({ pick: options, resend: fc.constant('false') }), METADATA.filter((given) => given?.resend !== 'true'));
  return fc.asyncProperty(options, metadata, async (option, clientMetadata) => {
    const { asked } = await newPerson().pick(option, clientMetadata);
    expect(shown(asked)).toMatchObject({ challenge: option });
  });
}

/** A name that nobody was offered is no pick. */
async function expectNoPick(): Promise<void> {
  expect(await stage().verify(await newPerson().create(), 'CAPTCHA')).toBe(false);
}

/** A session that says so is no proof that something was picked. */
async function expectUnpicked(): Promise<void> {
  const person = newPerson();
  const choice = await person.create();
  await expect(person.create([answered(choice, true)])).rejects.toThrow(UNAVAILABLE);
  expect(channels()).toEqual([]);
}
