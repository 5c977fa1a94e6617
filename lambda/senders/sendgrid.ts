import { noSooner } from './duration';
import type { Email } from './email';
import { ENV_SENDGRID_URL, type FlowSendGridSender } from '../../src/private/flow';
import { ask } from '../ask';
import type { Deadline } from '../aws/deadline';
import { resolveValue } from '../environment';
import { Fault } from '../fault';
import type { Origin } from '../http/origin';
import type { Message } from '../http/send';
import { withSecret } from '../secret';
import { serverAt } from '../stand-in';

/** Nothing can be delivered to a domain that RFC 2606 keeps for examples, even if the sandbox let it out. */
const NOBODY = 'decoy@example.com';

const UNAUTHORIZED = 401;

export function sendGridServer({ region }: FlowSendGridSender): Origin {
  return serverAt(`https://api.${region === 'EU' ? 'eu.' : ''}sendgrid.com`, ENV_SENDGRID_URL);
}

/** Sends at most once: what may have been taken by the service is not sent again. */
export function sendSendGridEmail(sender: FlowSendGridSender, email: Email, deadline: Deadline): Promise<void> {
  return noSooner(sendWithKey(sender, email, deadline), deadline);
}

async function sendWithKey(sender: FlowSendGridSender, email: Email, deadline: Deadline): Promise<void> {
  const server = sendGridServer(sender);
  const { status } = await withSecret(
    sender.apiKey,
    deadline,
    (key) => ask('SendGrid', server, messageOf(sender, email, key), deadline, ({ sent }) => !sent),
    (answer) => answer.status === UNAUTHORIZED,
  );
  const accepted = status >= 200 && status < 300;
  // Messages to nobody use up no credits, and need not be refused for what others are: what the service says to one is of no interest to an operator.
  if (!accepted && email.recipient !== undefined) throw new Fault(`SendGridStatus${status}`);
}

/** @see https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
function messageOf({ from, fromName, replyTo }: FlowSendGridSender, { recipient, subject, text, html }: Email, key: string): Message {
  return {
    path: '/v3/mail/send',
    headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json', 'accept': 'application/json' },
    body: JSON.stringify({
      personalizations: [{ to: [{ email: recipient ?? NOBODY }] }],
      from: { email: resolveValue(from), name: resolveValue(fromName) },
      reply_to_list: replyTo?.map((address) => ({ email: resolveValue(address) })),
      subject,
      // Plain text has to come first.
      content: [{ type: 'text/plain', value: text }, ...(html === undefined ? [] : [{ type: 'text/html', value: html }])],
      // Whatever the account has switched on: a link that leads through SendGrid tells it how to sign in, and a picture or a link of its own
      // has no place in a mail with a code.
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
        ganalytics: { enable: false },
      },
      // Checked and not delivered.
      mail_settings: { sandbox_mode: { enable: recipient === undefined } },
    }),
  };
}
