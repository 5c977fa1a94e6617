import { Outbox } from './outbox';
import { AwsError, AwsRequest, AwsResponse, AwsService, unknownOperation } from './service';
import { sendMail } from './ses';

/** `SendEmail` of the first SES API, which many functions still call: a form in, XML out. */
export class LocalSesV1 implements AwsService {
  constructor(private readonly outbox: Outbox, private readonly now: () => Date) {}

  public async handle(operation: string, request: AwsRequest): Promise<AwsResponse> {
    if (operation !== 'SendEmail') throw unknownOperation('ses', operation);
    const id = this.send(new URLSearchParams(request.body.toString('utf8')));
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<SendEmailResponse><SendEmailResult><MessageId>${id}</MessageId></SendEmailResult></SendEmailResponse>`,
    };
  }

  private send(form: URLSearchParams): string {
    try {
      return sendMail(this.outbox, this.now(), toSecondApi(form));
    } catch (error) {
      throw error instanceof AwsError ? new AwsError('InvalidParameterValue', error.message) : error;
    }
  }
}

function toSecondApi(form: URLSearchParams): Record<string, unknown> {
  const list = (name: string) => [...form].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value);
  const content = (name: string) => ({ Data: form.get(`${name}.Data`) ?? undefined });
  return {
    FromEmailAddress: form.get('Source'),
    ReplyToAddresses: list('ReplyToAddresses'),
    Destination: {
      ToAddresses: list('Destination.ToAddresses'),
      CcAddresses: list('Destination.CcAddresses'),
      BccAddresses: list('Destination.BccAddresses'),
    },
    Content: { Simple: { Subject: content('Message.Subject'), Body: { Text: content('Message.Body.Text'), Html: content('Message.Body.Html') } } },
  };
}
