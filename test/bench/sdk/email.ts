import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { SesEmail } from '../../../lambda/aws/email';

const client = new SESv2Client();

export async function sendSesEmail(mail: SesEmail): Promise<void> {
  await client.send(new SendEmailCommand({
    FromEmailAddress: mail.from,
    Destination: { ToAddresses: [mail.to] },
    ReplyToAddresses: mail.replyTo && [...mail.replyTo],
    ConfigurationSetName: mail.configurationSet,
    Content: {
      Simple: {
        Subject: { Data: mail.subject, Charset: 'UTF-8' },
        Body: { Text: { Data: mail.text, Charset: 'UTF-8' }, Html: mail.html === undefined ? undefined : { Data: mail.html, Charset: 'UTF-8' } },
      },
    },
    ConfigurationOverrides: { Tracking: { ClickTrackingEnabled: 'DISABLED', OpenTrackingEnabled: 'DISABLED' } },
  }));
}
