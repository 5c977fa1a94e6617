import { sleep } from './functions';
import { checkSenderFunction, type ContractFunction, type SenderEvent, type SentMessage } from '../../../local/src';

const CHANNELS = ['EMAIL', 'SMS'] as const;

/** What a sender of one's own may look like, and what it has sent. */
class Sender {
  public readonly sent: SentMessage[] = [];

  public readonly send = async ({ destination: to, text, html, decoy }: SenderEvent): Promise<void> => {
    if (!decoy) this.sent.push({ to, text: html ?? text });
  };
}

function check(channel: typeof CHANNELS[number], change: (sender: Sender) => ContractFunction = ({ send }) => send, patienceMs?: number) {
  const sender = new Sender();
  return checkSenderFunction({ senderFunction: change(sender), channel, sent: () => sender.sent, patienceMs });
}

describe.each(CHANNELS)('%s', (channel) => {
  test('a sender that keeps the contract passes, whatever it returns', async () => {
    expect(await check(channel)).toEqual([]);
    expect(await check(channel, ({ send }) => async (event) => { await send(event); return { decoy: ['anything'] }; })).toEqual([]);
  });

  test.each<[string, (sender: Sender) => ContractFunction, rules: string[]]>([
    ['throws', () => () => { throw new Error('no'); }, ['sender-answers', 'sends-once']],
    ['throws for decoys', ({ send }) => (event) => { if (event.decoy) throw new Error('no'); return send(event); }, ['sender-answers']],
    ['throws at a field of a newer version', ({ send }) => (event) => { if ('somethingNew' in event) throw new Error('no'); return send(event); }, ['sender-answers', 'sends-once']],
    ['hangs', () => () => new Promise(() => undefined), ['sender-in-time']],
    ['hangs for decoys', ({ send }) => (event) => event.decoy ? new Promise(() => undefined) : send(event), ['sender-in-time']],
    ['sends decoys', ({ send }) => (event) => send({ ...event, decoy: false }), ['decoy-sends-nothing']],
    ['sends nothing', () => () => undefined, ['sends-once']],
    ['sends twice', ({ send }) => async (event) => { await send(event); await send(event); }, ['sends-once']],
    ['sends to somebody else', ({ send }) => (event) => send({ ...event, destination: 'ada@example.com' }), ['sends-to-destination', 'sends-once']],
    ['sends to the last of several', ({ send }) => {
      let last: string;
      return async (event) => {
        last = event.destination;
        await Promise.resolve();
        await send({ ...event, destination: last });
      };
    }, ['sends-once']],
    ['sends a message of its own', ({ send }) => (event) => send({ ...event, text: 'Welcome', html: 'Welcome' }), ['code-arrives']],
    ['sends letters that it knows only', ({ send }) => (event) => send(/^[\x20-\x7e]*$/.test(event.text) ? event : { ...event, text: '?', html: '?' }), ['code-arrives']],
    ['takes longer for people', ({ send }) => async (event) => { if (!event.decoy) await sleep(60); await send(event); }, ['decoy-takes-as-long']],
  ])('finds a sender that %s', async (_, change, rules) => {
    expect((await check(channel, change, 200)).map(({ rule }) => rule)).toEqual(rules);
  });
});

test('a sender of mails that wants HTML is found', async () => {
  const violations = await check('EMAIL', ({ send }) => (event) => send({ ...event, html: event.html.trim() }));
  expect(violations).toEqual([
    { rule: 'sender-answers', message: 'the sender threw for a message without HTML: TypeError: Cannot read properties of undefined (reading \'trim\')' },
    { rule: 'sends-once', message: 'the sender sent 0 messages for a message without HTML: send one for each invocation' },
  ]);
});
