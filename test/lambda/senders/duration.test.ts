import { startDeadline } from '../../../lambda/aws/deadline';
import { timed, waitAsLong } from '../../../lambda/senders/duration';
import type { FlowChallenge } from '../../../src/private/flow';

const MAIL = challenge('EMAIL_CODE');

let waited: number[];

beforeEach(() => {
  waited = [];
  jest.spyOn(global, 'setTimeout').mockImplementation(((resume: () => void, ms: number) => {
    waited.push(ms);
    resume();
  }) as never);
});

/** A message that takes so many milliseconds. */
function sending(ms: number, failing = false): Promise<void> {
  jest.spyOn(performance, 'now').mockReturnValueOnce(1_000).mockReturnValueOnce(1_000 + ms);
  return timed(MAIL, failing ? Promise.reject(new Error('refused')) : Promise.resolve());
}

test('before any message was sent it is a guess', async () => {
  await waitAsLong(MAIL, startDeadline());
  expect(waited).toEqual([100]);
});

test('then it is as long as one of the newest messages, sent or refused', async () => {
  for (let ms = 1; ms <= 20; ms += 1) await sending(ms, ms % 2 === 0).catch(() => undefined);
  for (let times = 0; times < 500; times += 1) await waitAsLong(MAIL, startDeadline());
  expect([...new Set(waited)].sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
});

test('those of one challenge say nothing of another', async () => {
  await sending(7);
  await waitAsLong(challenge('SMS_CODE'), startDeadline());
  expect(waited).toEqual([500]);
});

test('it is as long as the shortest message of a service that has one', async () => {
  await waitAsLong({ kind: 'EMAIL_CODE', name: 'BY_SENDGRID', sender: { type: 'SENDGRID' } } as FlowChallenge, startDeadline());
  expect(waited).toEqual([500]);
});

test('it never outlasts the deadline', async () => {
  for (let times = 0; times < 16; times += 1) await sending(3_000);
  await waitAsLong(MAIL, { remaining: () => 70 });
  expect(waited).toEqual([70]);
});

test('what a message ends with is passed on', async () => {
  await expect(sending(1, true)).rejects.toThrow('refused');
});

function challenge(kind: 'EMAIL_CODE' | 'SMS_CODE'): FlowChallenge {
  return { kind, name: kind } as FlowChallenge;
}
