import { startDeadline } from '../../lambda/aws/deadline';
import { sendEmail } from '../../lambda/senders/email';
import { sendSms } from '../../lambda/senders/sms';
import { readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { type LocalAws, startLocalAws } from '../../local/src/aws/start-local-aws';
import { Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { inlineFunction } from '../support/inline-function';
import { remove, synth } from '../support/synth';

let outdir: string;
let aws: LocalAws;
let sender: string;
let received: unknown[];

beforeAll(async () => {
  outdir = synth((stack) => {
    const handler = inlineFunction(stack, 'Sender', `exports.handler = async (event) => {
        console.log(JSON.stringify(event));
        if ((event.subject ?? event.text) === 'broken') throw new Error('secret of the sender');
      };`);
    new CustomAuthUserPool(stack, 'Auth', {
      sequence: ChallengeSequence.passwordless(Challenge.emailCode({ sender: EmailSender.fromFunction(handler) })),
    });
  });
  const assembly = readCloudAssembly(outdir);
  sender = [...assembly.functions.values()].find(({ logicalId }) => logicalId.startsWith('Sender'))!.arn;
  aws = await startLocalAws(assembly, { onLog: (_, line) => received.push(JSON.parse(line)) });
  Object.assign(process.env, aws.endpoints, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });
}, 60_000);

afterAll(async () => {
  await aws?.close();
  remove(outdir);
});

beforeEach(() => {
  received = [];
});

const bySender = () => ({ type: 'FUNCTION', function: sender } as const);

describe('of mails', () => {
  const send = (email: Parameters<typeof sendEmail>[1]) => sendEmail(bySender(), email, startDeadline());

  test('is given the address and the message', async () => {
    await send({ recipient: 'alice@example.com', subject: 'Code', text: '123456', html: '<b>123456</b>' });
    expect(received).toEqual([{ version: '1', destination: 'alice@example.com', subject: 'Code', text: '123456', html: '<b>123456</b>', decoy: false }]);
  });

  test('is told of a decoy, and given no address of anybody', async () => {
    await send({ subject: 'Code', text: '123456' });
    expect(received).toEqual([{ version: '1', destination: 'decoy@invalid', subject: 'Code', text: '123456', decoy: true }]);
  });

  test('that fails is an error without its text', async () => {
    const error = await send({ recipient: 'alice@example.com', subject: 'broken', text: '' }).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'FunctionError' });
    expect(String(error)).not.toContain('secret');
  });
});

describe('of texts', () => {
  const send = (sms: Parameters<typeof sendSms>[1]) => sendSms(bySender(), sms, startDeadline());

  test('is given the number and the text', async () => {
    await send({ recipient: '+491512345678', text: '123456' });
    expect(received).toEqual([{ version: '1', destination: '+491512345678', text: '123456', decoy: false }]);
  });

  test('is told of a decoy, and given no number of anybody', async () => {
    await send({ text: '123456' });
    expect(received).toEqual([{ version: '1', destination: '+00000000', text: '123456', decoy: true }]);
  });

  test.each([['somebody', '+491512345678'], ['nobody', undefined]])('that fails is an error without its text, for %s', async (_who, recipient) => {
    const error = await send({ recipient, text: 'broken' }).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'FunctionError' });
    expect(String(error)).not.toContain('secret');
  });
});
