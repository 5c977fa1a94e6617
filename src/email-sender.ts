import { Fn, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type * as ses from 'aws-cdk-lib/aws-ses';
import type { BindContext } from './private/bind-context';
import type { FlowEmailSender } from './private/flow';
import { allowInvoke } from './private/iam';
import { mailbox } from './private/mailbox';
import { bindSecret } from './private/secret';
import { requireEmailAddress, requireRegion, requireSingleLine } from './private/validation';

/** Options of `EmailSender.ses`. */
export interface SesEmailSenderOptions {
  /**
   * Address that messages come from: one plain ASCII address without a display name. It or its domain must be verified in Amazon SES.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   */
  readonly fromAddress: string;

  /**
   * Display name beside the address, one line of at most 128 characters.
   *
   * @default - the address alone is shown
   */
  readonly fromName?: string;

  /**
   * Addresses that an answer goes to, each as plain as `fromAddress`.
   *
   * @default - answers go to `fromAddress`
   */
  readonly replyTo?: string[];

  /**
   * The verified identity that `fromAddress` belongs to. Needed when it is neither the address itself nor exactly its domain:
   * `example.com` verified for `no-reply@mail.example.com`.
   *
   * @default - the address and its domain
   */
  readonly identity?: ses.IEmailIdentity;

  /**
   * Configuration set for the messages.
   *
   * @default - the default configuration set of the identity, if it has one
   */
  readonly configurationSet?: ses.IConfigurationSet;

  /**
   * AWS Region of Amazon SES, such as `eu-west-1`.
   *
   * @default - the region of the stack
   */
  readonly region?: string;
}

/** Where the data of a SendGrid account or subuser is kept, and with it the API that sends for it. */
export enum SendGridRegion {
  /** `api.sendgrid.com` */
  GLOBAL = 'GLOBAL',

  /** `api.eu.sendgrid.com`, for subusers in the European Union. */
  EU = 'EU',
}

/** Options of `EmailSender.sendGrid`. */
export interface SendGridEmailSenderOptions {
  /**
   * API key, which needs no more than full access to *Mail Send*. It is read again after 5 minutes, and as soon as SendGrid refuses it, so that you
   * can rotate it. Where it is encrypted with a KMS key of your own and imported, import it with that key (`Secret.fromSecretAttributes`), so that the
   * function may use the key.
   *
   * @see https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
   */
  readonly apiKey: secretsmanager.ISecret;

  /**
   * The field that holds it, where the value of the secret is a JSON object.
   *
   * @default - the whole value
   */
  readonly apiKeyField?: string;

  /**
   * Address that messages come from: one plain ASCII address without a display name. Its domain must be authenticated in SendGrid, or the address
   * be a verified sender there.
   *
   * @see https://www.twilio.com/docs/sendgrid/for-developers/sending-email/sender-identity
   */
  readonly fromAddress: string;

  /**
   * Display name beside the address, one line of at most 128 ASCII characters: SendGrid does not support others in the sender.
   *
   * @default - the address alone is shown
   */
  readonly fromName?: string;

  /**
   * Addresses that an answer goes to, each as plain as `fromAddress`.
   *
   * @default - answers go to `fromAddress`
   */
  readonly replyTo?: string[];

  /**
   * Where the account or subuser of the API key is.
   *
   * @see https://www.twilio.com/docs/sendgrid/data-residency
   * @default SendGridRegion.GLOBAL
   */
  readonly region?: SendGridRegion;
}

/** How e-mail messages leave. */
export abstract class EmailSender {
  /**
   * Sends with Amazon SES.
   *
   * When the name that signs in belongs to nobody, its address may not receive a code or a limit of `AbuseLimits` is reached, the message goes to
   * the mailbox simulator of SES instead, which delivers nothing: so nobody learns which names exist.
   *
   * Tracking of clicks and openings is off, whatever your account and the configuration set say: SES would lead links through servers of its own and write
   * them into its events, and they sign in.
   *
   * The Create function is allowed `ses:SendEmail` on the identity (and the configuration set), only with `fromAddress` as sender.
   * While your account is in the sandbox of SES, SES also asks for permission on the identity of each recipient: leave the sandbox,
   * or add that permission to the role of the Create function.
   *
   * Throws on an address, a name or a region that is none; values known only at deploy time pass.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
   */
  public static ses(options: SesEmailSenderOptions): EmailSender {
    return new SesEmailSender(options);
  }

  /**
   * Sends with Twilio SendGrid.
   *
   * Tracking of clicks and openings and the unsubscribe link are off, whatever your account says: SendGrid would lead links through its own servers,
   * and they sign in. Nobody who has unsubscribed from all your messages, or whose address is on another of SendGrid's suppression lists, gets a code.
   *
   * When the name that signs in belongs to nobody, its address may not receive a code or a limit of `AbuseLimits` is reached, the same call is made in
   * the sandbox mode of SendGrid: it is checked and not delivered, free of charge. SendGrid queues nothing for it and may answer it faster: therefore
   * the answer waits in every case until half a second has passed. Only a message that SendGrid takes longer for can be told from it by its time.
   *
   * The Create function is allowed to read the API key. It calls SendGrid over the internet: in a VPC it needs a way out.
   *
   * Throws on an address, a name or a field of another form; addresses and names known only at deploy time pass.
   *
   * @see https://www.twilio.com/docs/sendgrid/for-developers/sending-email/sandbox-mode
   *
   * @example
   * const sender = EmailSender.sendGrid({
   *   apiKey: secretsmanager.Secret.fromSecretNameV2(this, 'SendGridApiKey', 'sendgrid'),
   *   fromAddress: 'no-reply@example.com',
   *   fromName: 'Example',
   * });
   */
  public static sendGrid(options: SendGridEmailSenderOptions): EmailSender {
    return new SendGridEmailSender(options);
  }

  /**
   * Sends with a Lambda function of your own.
   *
   * It is invoked synchronously with
   * ```json
   * { "version": "1", "destination": "user@example.com", "subject": "...", "text": "...", "html": "...", "decoy": false }
   * ```
   * where `html` may be missing. What it returns is ignored; an error means that the message was not sent. Answer within about 3 seconds.
   * With `decoy: true` nobody may receive the message, because the name belongs to no user, its address may not receive messages or a limit
   * of `AbuseLimits` is reached: take the same time and send nothing (`destination` is then `decoy@invalid`), so that nobody learns which it is.
   *
   * The Create function is allowed to invoke the function. It must not refer to the user pool, which depends on it already.
   *
   * @param handler the function that sends
   */
  public static fromFunction(handler: lambda.IFunction): EmailSender {
    return new FunctionEmailSender(handler);
  }

  /** @internal */
  public abstract _bind(context: BindContext): FlowEmailSender;
}

class SesEmailSender extends EmailSender {
  public constructor(private readonly options: SesEmailSenderOptions) {
    super();
    requireAddresses(options);
    if (options.region !== undefined) {
      requireRegion('region', options.region);
    }
  }

  /** @internal */
  public _bind(context: BindContext): FlowEmailSender {
    const { fromAddress, fromName, replyTo, configurationSet, region } = this.options;
    context.createRole.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: this.resources(Stack.of(context.scope)),
      conditions: { StringEquals: { 'ses:FromAddress': fromAddress } },
    }));
    return {
      type: 'SES',
      from: context.value(mailbox(fromAddress, fromName)),
      replyTo: replyTo?.map((address) => context.value(address)),
      configurationSet: context.value(configurationSet?.configurationSetName),
      region: context.value(region),
    };
  }

  private resources(stack: Stack): string[] {
    const { fromAddress, identity, configurationSet, region } = this.options;
    const arn = (resource: string, resourceName: string) => stack.formatArn({ service: 'ses', region, resource, resourceName });

    const domain = Fn.select(1, Fn.split('@', fromAddress));
    const identities = identity
      ? [region === undefined ? identity.emailIdentityArn : arn('identity', identity.emailIdentityName)]
      : [arn('identity', domain), arn('identity', fromAddress)];
    return configurationSet ? [...identities, arn('configuration-set', configurationSet.configurationSetName)] : identities;
  }
}

class SendGridEmailSender extends EmailSender {
  private readonly bindApiKey: ReturnType<typeof bindSecret>;

  public constructor(private readonly options: SendGridEmailSenderOptions) {
    super();
    const { apiKey, apiKeyField, fromName } = options;
    this.bindApiKey = bindSecret('apiKeyField', apiKey, apiKeyField);
    requireAddresses(options);
    if (fromName !== undefined && !Token.isUnresolved(fromName) && !/^[\x20-\x7e]*$/.test(fromName)) {
      throw new Error(`fromName must be of ASCII characters, the only ones that SendGrid supports in the sender, got ${JSON.stringify(fromName)}`);
    }
  }

  /** @internal */
  public _bind(context: BindContext): FlowEmailSender {
    const { fromAddress, fromName, replyTo, region = SendGridRegion.GLOBAL } = this.options;
    return {
      type: 'SENDGRID',
      from: context.value(fromAddress),
      fromName: context.value(fromName),
      replyTo: replyTo?.map((address) => context.value(address)),
      apiKey: this.bindApiKey(context, context.createRole),
      region,
    };
  }
}

class FunctionEmailSender extends EmailSender {
  public constructor(private readonly handler: lambda.IFunction) {
    super();
  }

  /** @internal */
  public _bind(context: BindContext): FlowEmailSender {
    allowInvoke(context.createRole, this.handler);
    return { type: 'FUNCTION', function: context.value(this.handler.functionArn) };
  }
}

function requireAddresses({ fromAddress, fromName, replyTo }: Pick<SesEmailSenderOptions, 'fromAddress' | 'fromName' | 'replyTo'>): void {
  requireEmailAddress('fromAddress', fromAddress);
  if (fromName !== undefined) {
    requireSingleLine('fromName', fromName, 128);
  }
  if (Token.isUnresolved(replyTo)) {
    throw new Error('replyTo must be a list of known length, got one known only at deploy time: name the addresses one by one');
  }
  replyTo?.forEach((address, index) => requireEmailAddress(`replyTo[${index}]`, address));
}
