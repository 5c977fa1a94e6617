import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { BindContext } from './private/bind-context';
import type { FlowSmsSender } from './private/flow';
import { allowInvoke } from './private/iam';
import { requireRegion, requireSingleLine } from './private/validation';

/** How carriers treat an SMS. */
export enum SmsMessageType {
  /** Delivered with the highest reliability: what codes need. */
  TRANSACTIONAL = 'TRANSACTIONAL',

  /** Delivered at the lowest cost. */
  PROMOTIONAL = 'PROMOTIONAL',
}

/** Options of `SmsSender.sns`. */
export interface SnsSmsSenderOptions {
  /**
   * Name that messages come from where the country of the recipient knows such names: 1 to 11 letters, digits and hyphens, a letter among them, no
   * hyphen at the ends. Some countries want it registered.
   *
   * @default - the sender ID of your account, if it has one
   */
  readonly senderId?: string;

  /**
   * Number that messages come from: a plus sign and digits, or a short code of 4 to 7 digits. One of your account's.
   *
   * @default - Amazon SNS chooses
   */
  readonly originationNumber?: string;

  /**
   * How carriers treat the messages.
   *
   * @default SmsMessageType.TRANSACTIONAL
   */
  readonly messageType?: SmsMessageType;

  /**
   * AWS Region of Amazon SNS, such as `eu-west-1`. Not every region sends SMS.
   *
   * @default - the region of the stack
   */
  readonly region?: string;
}

/** Options of `SmsSender.endUserMessaging`. */
export interface EndUserMessagingSmsSenderOptions {
  /**
   * ARN of what messages come from: a pool, a phone number or a sender ID. A pool chooses among its numbers and sender IDs by the country of the
   * recipient. Messages leave in the region of the ARN, whatever the region of the stack.
   *
   * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/phone-pool.html
   */
  readonly originationIdentityArn: string;

  /**
   * Name or ARN of the configuration set, by which you get events of delivery.
   *
   * @default - none
   */
  readonly configurationSet?: string;

  /**
   * Id or ARN of the protect configuration, which says to which countries messages may go.
   *
   * @default - that of the configuration set, else that of your account, if there is one
   * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/protect.html
   */
  readonly protectConfiguration?: string;

  /**
   * How carriers treat the messages.
   *
   * @default SmsMessageType.TRANSACTIONAL
   */
  readonly messageType?: SmsMessageType;
}

/** How text messages leave. */
export abstract class SmsSender {
  /**
   * Sends with Amazon SNS.
   *
   * When the name that signs in belongs to nobody, its number may not receive a code or a limit of `AbuseLimits` is reached, the message goes to a number
   * that cannot exist, which Amazon SNS refuses, free of charge. A refusal is faster than a message: therefore the answer waits in every case
   * until half a second has passed. Only a message that Amazon SNS takes longer for can be told from a refusal by its time; `endUserMessaging` comes closer.
   *
   * The Create function is allowed `sns:Publish` to phone numbers in this region, and to no topic or other endpoint. While your account is in the SMS
   * sandbox, only numbers that you have verified there receive messages.
   *
   * Throws on a sender ID, a number or a region that is none; values known only at deploy time pass.
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html
   */
  public static sns(options: SnsSmsSenderOptions = {}): SmsSender {
    return new SnsSmsSender(options);
  }

  /**
   * Sends with AWS End User Messaging SMS.
   *
   * When the name that signs in belongs to nobody, its number may not receive a code or a limit of `AbuseLimits` is reached, the same call is made as a
   * dry run to a number of the simulator in the USA: it is checked and not sent, free of charge. Where the dry run is refused, because messages may not
   * go to the USA or there are more than five dry runs a second, it is faster: therefore the answer waits in every case until half a second has passed.
   *
   * The Create function is allowed `sms-voice:SendTextMessage` from this origination identity only. While your account is in the sandbox of the service,
   * only numbers that you have verified there receive messages.
   *
   * Throws on an ARN that names none of the three, and on a configuration that is not one line of at most 256 characters; values known only at deploy time pass.
   *
   * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/what-is-sms-mms.html
   */
  public static endUserMessaging(options: EndUserMessagingSmsSenderOptions): SmsSender {
    return new EndUserMessagingSmsSender(options);
  }

  /**
   * Sends with a Lambda function of your own.
   *
   * It is invoked synchronously with
   * ```json
   * { "version": "1", "destination": "+491512345678", "text": "...", "decoy": false }
   * ```
   * What it returns is ignored; an error means that the message was not sent. Answer within about 3 seconds.
   * With `decoy: true` nobody may receive the message, because the name belongs to no user, its number may not receive messages or a limit
   * of `AbuseLimits` is reached: take the same time and send nothing (`destination` is then `+00000000`, which cannot exist), so that nobody learns
   * which it is.
   *
   * The Create function is allowed to invoke the function. It must not refer to the user pool, which depends on it already.
   *
   * @param handler the function that sends
   */
  public static fromFunction(handler: lambda.IFunction): SmsSender {
    return new FunctionSmsSender(handler);
  }

  /** Whether the sender itself is told to which countries messages may go. @internal */
  public abstract readonly _limitsCountries: boolean;

  /** @internal */
  public abstract _bind(context: BindContext): FlowSmsSender;
}

class SnsSmsSender extends SmsSender {
  /** @internal */
  public readonly _limitsCountries = false;

  public constructor(private readonly options: SnsSmsSenderOptions) {
    super();
    const { senderId, originationNumber, region } = options;
    if (senderId !== undefined) {
      requireSenderId(senderId);
    }
    if (originationNumber !== undefined) {
      requireOriginationNumber(originationNumber);
    }
    if (region !== undefined) {
      requireRegion('region', region);
    }
  }

  /** @internal */
  public _bind(context: BindContext): FlowSmsSender {
    const { senderId, originationNumber, messageType = SmsMessageType.TRANSACTIONAL, region } = this.options;
    const stack = Stack.of(context.scope);
    context.createRole.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['sns:Publish'],
      // A phone number is no ARN, a topic and an endpoint of a device are.
      notResources: [stack.formatArn({ service: 'sns', region: '*', account: '*', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME })],
      conditions: { StringEquals: { 'aws:RequestedRegion': region ?? stack.region } },
    }));
    return {
      type: 'SNS',
      messageType,
      senderId: context.value(senderId),
      originationNumber: context.value(originationNumber),
      region: context.value(region),
    };
  }
}

class EndUserMessagingSmsSender extends SmsSender {
  /** @internal */
  public readonly _limitsCountries: boolean;

  public constructor(private readonly options: EndUserMessagingSmsSenderOptions) {
    super();
    const { originationIdentityArn, configurationSet, protectConfiguration } = options;
    requireOriginationIdentityArn(originationIdentityArn);
    for (const [name, value] of Object.entries({ configurationSet, protectConfiguration })) {
      if (value !== undefined) {
        requireSingleLine(name, value, 256);
      }
    }
    this._limitsCountries = protectConfiguration !== undefined;
  }

  /** @internal */
  public _bind(context: BindContext): FlowSmsSender {
    const { originationIdentityArn, configurationSet, protectConfiguration, messageType = SmsMessageType.TRANSACTIONAL } = this.options;
    context.createRole.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['sms-voice:SendTextMessage'],
      resources: [originationIdentityArn],
    }));
    return {
      type: 'END_USER_MESSAGING',
      messageType,
      originationIdentity: context.value(originationIdentityArn),
      configurationSet: context.value(configurationSet),
      protectConfiguration: context.value(protectConfiguration),
    };
  }
}

class FunctionSmsSender extends SmsSender {
  /** @internal */
  public readonly _limitsCountries = false;

  public constructor(private readonly handler: lambda.IFunction) {
    super();
  }

  /** @internal */
  public _bind(context: BindContext): FlowSmsSender {
    allowInvoke(context.createRole, this.handler);
    return { type: 'FUNCTION', function: context.value(this.handler.functionArn) };
  }
}

function requireSenderId(senderId: string): void {
  if (!Token.isUnresolved(senderId) && !/^(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,9}[A-Za-z0-9])?$/.test(senderId)) {
    throw new Error(`senderId must be 1 to 11 letters, digits and hyphens with at least one letter and no hyphen at the ends, got ${JSON.stringify(senderId)}`);
  }
}

function requireOriginationNumber(number: string): void {
  if (!Token.isUnresolved(number) && !/^(?:\+[1-9]\d{4,14}|\d{4,7})$/.test(number)) {
    throw new Error(`originationNumber must be a phone number such as +12025550100 or a short code of 4 to 7 digits, got ${JSON.stringify(number)}`);
  }
}

function requireOriginationIdentityArn(arn: string): void {
  if (!Token.isUnresolved(arn) && !/^arn:aws[a-z-]*:sms-voice:[a-z0-9-]+:\d{12}:(?:pool|phone-number|sender-id)\/[\w/-]+$/.test(arn)) {
    throw new Error('originationIdentityArn must be the ARN of a pool, a phone number or a sender ID such as ' +
      `arn:aws:sms-voice:eu-west-1:111111111111:pool/pool-0123456789abcdef, got ${JSON.stringify(arn)}`);
  }
}
