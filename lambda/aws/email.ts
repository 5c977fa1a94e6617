import type { Deadline } from './deadline';
import { call } from './request';

export interface SesEmail {
  /** Mailbox as in a header: `no-reply@example.com` or `Name <no-reply@example.com>`. */
  readonly from: string;
  /** One bare address. */
  readonly to: string;
  readonly replyTo?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly configurationSet?: string;
  /** Region of the sending identity; the function's own by default. */
  readonly region?: string;
}

/** Sends at most once: what may have been taken by the service is not sent again. */
export async function sendSesEmail(mail: SesEmail, deadline: Deadline): Promise<void> {
  await call({
    service: 'ses',
    region: mail.region,
    path: '/v2/email/outbound-emails',
    headers: { 'content-type': 'application/json' },
    body: {
      FromEmailAddress: mail.from,
      Destination: { ToAddresses: [mail.to] },
      ReplyToAddresses: mail.replyTo,
      ConfigurationSetName: mail.configurationSet,
      Content: {
        Simple: {
          Subject: text(mail.subject),
          Body: { Text: text(mail.text), Html: mail.html === undefined ? undefined : text(mail.html) },
        },
      },
      // Whatever account and configuration set have switched on: a link that leads through SES tells it, and whoever gets its events, how to sign in.
      ConfigurationOverrides: { Tracking: { ClickTrackingEnabled: 'DISABLED', OpenTrackingEnabled: 'DISABLED' } },
    },
    repeatable: false,
  }, deadline);
}

function text(Data: string) {
  return { Data, Charset: 'UTF-8' };
}
