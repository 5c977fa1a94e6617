import { sendSendGridEmail } from './sendgrid';
import type { FlowEmailSender, FlowSesSender } from '../../src/private/flow';
import type { Deadline } from '../aws/deadline';
import { sendSesEmail } from '../aws/email';
import { invokeFunction } from '../aws/functions';
import { resolveValue } from '../environment';

export interface Email {
  /** Absent for somebody who may not receive it: the same calls are made, nobody is written to. */
  readonly recipient?: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/** SES accepts a mail to it as to any other address and delivers it nowhere. */
const SES_DECOY = 'success@simulator.amazonses.com';

/** In a top-level domain that RFC 2606 keeps free for ever. */
const FUNCTION_DECOY = 'decoy@invalid';

export async function sendEmail(sender: FlowEmailSender, email: Email, deadline: Deadline): Promise<void> {
  switch (sender.type) {
    case 'SES': return sendBySes(sender, email, deadline);
    case 'SENDGRID': return sendSendGridEmail(sender, email, deadline);
    case 'FUNCTION': {
      const { recipient, subject, text, html } = email;
      await invokeFunction(resolveValue(sender.function), {
        version: '1', destination: recipient ?? FUNCTION_DECOY, subject, text, html, decoy: recipient === undefined,
      }, deadline);
    }
  }
}

async function sendBySes(sender: FlowSesSender, { recipient, subject, text, html }: Email, deadline: Deadline): Promise<void> {
  await sendSesEmail({
    from: resolveValue(sender.from),
    to: recipient ?? SES_DECOY,
    replyTo: sender.replyTo?.map((address) => resolveValue(address)),
    subject,
    text,
    html,
    configurationSet: resolveValue(sender.configurationSet),
    region: resolveValue(sender.region),
  }, deadline);
}
