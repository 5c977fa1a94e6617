import { CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import fc from 'fast-check';
import { arnOf, emailCode, flowOf, functionProperties, newStack, newUserPool, ownFunction, statementsOf } from './fixtures';
import { ChallengeSequence, CustomAuthTriggers, EmailSender, SendGridEmailSenderOptions, SendGridRegion, SesEmailSenderOptions } from '../../src';

const FROM = { fromAddress: 'no-reply@example.com' };

function triggersWith(sender: EmailSender, stack: Stack = newStack()): CustomAuthTriggers {
  return newUserPool(stack, { sequence: ChallengeSequence.passwordless(emailCode({ sender })) }).triggers;
}

function senderOf(triggers: CustomAuthTriggers): any {
  return flowOf(triggers).steps[0].challenge.sender;
}

function sesStatements(triggers: CustomAuthTriggers): any[] {
  return statementsOf(triggers, 'CreateAuthChallenge').filter((statement) => String(statement.Action).startsWith('ses:'));
}

function sesArn(resource: string, region?: string): unknown {
  const upToAccount = region
    ? ['arn:', { Ref: 'AWS::Partition' }, `:ses:${region}:`]
    : ['arn:', { Ref: 'AWS::Partition' }, ':ses:', { Ref: 'AWS::Region' }, ':'];
  return { 'Fn::Join': ['', [...upToAccount, { Ref: 'AWS::AccountId' }, `:${resource}`]] };
}

describe('EmailSender.ses', () => {
  test('Create may send from this address by its own identity or that of its domain, and nothing else', () => {
    expect(sesStatements(triggersWith(EmailSender.ses(FROM)))).toEqual([{
      Action: 'ses:SendEmail',
      Effect: 'Allow',
      Resource: [sesArn('identity/example.com'), sesArn('identity/no-reply@example.com')],
      Condition: { StringEquals: { 'ses:FromAddress': 'no-reply@example.com' } },
    }]);
  });

  test('Define and Verify may not send', () => {
    const triggers = triggersWith(EmailSender.ses(FROM));

    expect(JSON.stringify(statementsOf(triggers, 'DefineAuthChallenge'))).not.toContain('ses:');
    expect(JSON.stringify(statementsOf(triggers, 'VerifyAuthChallengeResponse'))).not.toContain('ses:');
  });

  test('in another region', () => {
    const triggers = triggersWith(EmailSender.ses({ ...FROM, region: 'eu-west-1' }));

    expect(sesStatements(triggers)[0].Resource)
      .toEqual([sesArn('identity/example.com', 'eu-west-1'), sesArn('identity/no-reply@example.com', 'eu-west-1')]);
    expect(senderOf(triggers)).toEqual({ type: 'SES', from: FROM.fromAddress, region: 'eu-west-1' });
  });

  test('with an identity and a configuration set, only by these', () => {
    const stack = newStack();
    const triggers = triggersWith(EmailSender.ses({
      fromAddress: 'no-reply@mail.example.com',
      identity: ses.EmailIdentity.fromEmailIdentityName(stack, 'Identity', 'example.com'),
      configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'sign-in'),
    }), stack);

    expect(sesStatements(triggers)[0].Resource).toEqual([sesArn('identity/example.com'), sesArn('configuration-set/sign-in')]);
    expect(senderOf(triggers)).toMatchObject({ configurationSet: 'sign-in' });
  });

  test('with an identity in another region', () => {
    const stack = newStack();
    const identity = ses.EmailIdentity.fromEmailIdentityName(stack, 'Identity', 'example.com');
    const triggers = triggersWith(EmailSender.ses({ ...FROM, identity, region: 'eu-west-1' }), stack);

    expect(sesStatements(triggers)[0].Resource).toEqual(sesArn('identity/example.com', 'eu-west-1'));
  });

  test('each option reaches the functions', () => {
    const replyTo = ['help@example.com', 'desk@example.org'];
    const triggers = triggersWith(EmailSender.ses({ ...FROM, fromName: 'Example', replyTo, region: 'eu-west-1' }));

    expect(senderOf(triggers)).toEqual({ type: 'SES', from: `"Example" <${FROM.fromAddress}>`, replyTo, region: 'eu-west-1' });
  });

  test.each([
    ['Acme, Inc.', '"Acme, Inc."'],
    ['The "Best" \\ Shop', '"The \\"Best\\" \\\\ Shop"'],
    ['Zoë', '=?UTF-8?B?Wm/Dqw==?='],
    ['é'.repeat(30), `=?UTF-8?B?${Buffer.from('é'.repeat(22)).toString('base64')}?= =?UTF-8?B?${Buffer.from('é'.repeat(8)).toString('base64')}?=`],
  ])('the name %s stays one name in the header', (fromName, header) => {
    expect(senderOf(triggersWith(EmailSender.ses({ ...FROM, fromName })))).toMatchObject({ from: `${header} <${FROM.fromAddress}>` });
  });

  test('values known only at deploy time pass, and travel in the environment of Create', () => {
    const stack = newStack();
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    const set = new ses.ConfigurationSet(stack, 'Set');
    const triggers = triggersWith(EmailSender.ses({
      fromAddress: `no-reply@${parameter('Domain')}`,
      fromName: parameter('Name'),
      replyTo: ['help@example.com', parameter('Desk')],
      configurationSet: set,
      region: parameter('SesRegion'),
    }), stack);

    expect(senderOf(triggers)).toEqual({
      type: 'SES',
      from: { env: 'CUSTOM_AUTH_VALUE_0' },
      replyTo: ['help@example.com', { env: 'CUSTOM_AUTH_VALUE_1' }],
      configurationSet: { env: 'CUSTOM_AUTH_VALUE_2' },
      region: { env: 'CUSTOM_AUTH_VALUE_3' },
    });
    expect(functionProperties(triggers, 'CreateAuthChallenge').Environment.Variables).toMatchObject({
      CUSTOM_AUTH_VALUE_0: { 'Fn::Join': ['', ['"', { Ref: 'Name' }, '" <no-reply@', { Ref: 'Domain' }, '>']] },
      CUSTOM_AUTH_VALUE_1: { Ref: 'Desk' },
      CUSTOM_AUTH_VALUE_2: { Ref: expect.stringMatching(/^Set/) },
      CUSTOM_AUTH_VALUE_3: { Ref: 'SesRegion' },
    });
  });

  test('an address known only at deploy time is allowed by its identities, not by a wildcard', () => {
    const stack = newStack();
    const address = new CfnParameter(stack, 'Address').valueAsString;

    const [statement] = sesStatements(triggersWith(EmailSender.ses({ fromAddress: address }), stack));

    expect(JSON.stringify(statement)).not.toContain('*');
    expect(JSON.stringify(statement.Resource)).toContain(JSON.stringify({ 'Fn::Select': [1, { 'Fn::Split': ['@', { Ref: 'Address' }] }] }));
    expect(statement.Condition).toEqual({ StringEquals: { 'ses:FromAddress': { Ref: 'Address' } } });
  });

  test.each(['a@example.com', "o'hara+tag@mail.example.co.uk", `${'x'.repeat(64)}@example.com`])('the address %s is accepted', (fromAddress) => {
    expect(() => EmailSender.ses({ fromAddress })).not.toThrow();
  });

  test.each([
    '', 'example.com', '@example.com', 'no-reply@', 'no-reply@localhost', 'Example <no-reply@example.com>', 'a@example.com,b@example.com', 'a@b@example.com',
    'no reply@example.com', '"no reply"@example.com', 'no-reply@example.com\r\nBcc: all@example.com', 'no-reply@exämple.com', 'nö@example.com',
    '.a@example.com', 'a..b@example.com', 'a@-example.com', 'a@example-.com', 'a@example.com.', `${'x'.repeat(65)}@example.com`, `a@${'x'.repeat(64)}.com`,
    `a@${'x.'.repeat(126)}com`, ' a@example.com', 'a@example.com\n',
  ])('the address %j is refused', (fromAddress) => {
    expect(() => EmailSender.ses({ fromAddress })).toThrow(`fromAddress must be one plain e-mail address such as no-reply@example.com, got ${JSON.stringify(fromAddress)}`);
  });

  test('no address that is accepted can name a second mailbox or add a header', () => {
    const characters = fc.constantFrom(...'ab@.,;:<>()"\\ \r\n\t-_+ä＠\0');
    fc.assert(fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
      const fromAddress = `a${text}@example.com`;
      try {
        EmailSender.ses({ fromAddress });
      } catch {
        return;
      }
      expect(fromAddress).toMatch(/^[\x21-\x7e]+$/);
      expect(fromAddress.split('@')).toHaveLength(2);
      expect(fromAddress).not.toMatch(/[,;:<>()"\\]/);
    }), { numRuns: 5000 });
  });

  test.each<[Partial<SesEmailSenderOptions>, string]>([
    [{ fromName: '' }, 'fromName must be one line of 1 to 128 characters'],
    [{ fromName: 'Example\r\nBcc: all@example.com' }, 'fromName must be one line'],
    [{ fromName: 'x'.repeat(129) }, 'fromName must be one line of 1 to 128 characters'],
    [{ replyTo: ['help@example.com', 'help'] }, 'replyTo[1] must be one plain e-mail address such as no-reply@example.com, got "help"'],
    [{ replyTo: Fn.split(',', Token.asString({ Ref: 'Addresses' })) }, 'replyTo must be a list of known length'],
    [{ region: 'europe' }, 'region must be an AWS Region such as eu-west-1, got "europe"'],
    [{ region: 'eu-west-1 ' }, 'region must be an AWS Region'],
  ])('%j is refused', (options, message) => {
    expect(() => EmailSender.ses({ ...FROM, ...options })).toThrow(message);
  });

  test.each(['us-gov-west-1', 'cn-north-1', 'ap-southeast-7', 'eusc-de-east-1'])('the region %s is accepted', (region) => {
    expect(() => EmailSender.ses({ ...FROM, region })).not.toThrow();
  });
});

describe('EmailSender.sendGrid', () => {
  const ARN = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:sendgrid-AbCdEf';
  const secretIn = (stack: Stack) => secretsmanager.Secret.fromSecretCompleteArn(stack, 'ApiKey', ARN);
  const sendGrid = (options: Partial<SendGridEmailSenderOptions> = {}) => EmailSender.sendGrid({ ...FROM, apiKey: secretIn(newStack()), ...options });
  const readsSecret = (triggers: CustomAuthTriggers, trigger: Parameters<typeof statementsOf>[1]) =>
    statementsOf(triggers, trigger).filter((statement) => /secretsmanager|kms:Decrypt/.test(JSON.stringify(statement)));

  test('Create may read exactly this key, and neither send by SES nor invoke anything; Define and Verify may not read it', () => {
    const stack = newStack();
    const triggers = triggersWith(sendGrid({ apiKey: secretIn(stack) }), stack);

    expect(readsSecret(triggers, 'CreateAuthChallenge')).toEqual([{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: ARN }]);
    expect(sesStatements(triggers)).toEqual([]);
    expect(JSON.stringify(statementsOf(triggers, 'CreateAuthChallenge'))).not.toContain('lambda:');
    for (const trigger of ['DefineAuthChallenge', 'VerifyAuthChallengeResponse'] as const) expect(readsSecret(triggers, trigger)).toEqual([]);
  });

  test('by its name alone, only a secret of this name', () => {
    const stack = newStack();
    const triggers = triggersWith(sendGrid({ apiKey: secretsmanager.Secret.fromSecretNameV2(stack, 'ByName', 'sendgrid') }), stack);

    expect(JSON.stringify(readsSecret(triggers, 'CreateAuthChallenge')[0].Resource)).toMatch(/:secret:sendgrid-\?{6}"\]\]\}$/);
  });

  test('the key that encrypts it may be used by Create, through Secrets Manager only', () => {
    const stack = newStack();
    const apiKey = new secretsmanager.Secret(stack, 'ApiKey', { encryptionKey: new kms.Key(stack, 'SecretKey') });
    const triggers = triggersWith(sendGrid({ apiKey }), stack);

    expect(readsSecret(triggers, 'CreateAuthChallenge')).toEqual([
      { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^ApiKey/) } },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: arnOf(/^SecretKey/),
        Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] } } },
      },
    ]);
  });

  test('no more than the address is needed', () => {
    const stack = newStack();

    expect(senderOf(triggersWith(sendGrid({ apiKey: secretIn(stack) }), stack)))
      .toEqual({ type: 'SENDGRID', from: FROM.fromAddress, apiKey: { arn: ARN }, region: 'GLOBAL' });
  });

  test('each option reaches the functions', () => {
    const stack = newStack();
    const options = { fromName: 'Acme, "Inc."', replyTo: ['help@example.com'], region: SendGridRegion.EU, apiKeyField: 'sendgrid', apiKey: secretIn(stack) };

    expect(senderOf(triggersWith(sendGrid(options), stack))).toEqual({
      type: 'SENDGRID', from: FROM.fromAddress, fromName: 'Acme, "Inc."', replyTo: ['help@example.com'], apiKey: { arn: ARN, field: 'sendgrid' }, region: 'EU',
    });
  });

  test('values known only at deploy time pass, and travel in the environment of Create', () => {
    const stack = newStack();
    const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
    const triggers = triggersWith(sendGrid({
      fromAddress: parameter('From'), fromName: parameter('Name'), replyTo: [parameter('Desk')], apiKey: new secretsmanager.Secret(stack, 'ApiKey'),
    }), stack);

    expect(senderOf(triggers)).toEqual({
      type: 'SENDGRID',
      from: { env: 'CUSTOM_AUTH_VALUE_0' },
      fromName: { env: 'CUSTOM_AUTH_VALUE_1' },
      replyTo: [{ env: 'CUSTOM_AUTH_VALUE_2' }],
      apiKey: { arn: { env: 'CUSTOM_AUTH_VALUE_3' } },
      region: 'GLOBAL',
    });
    expect(functionProperties(triggers, 'CreateAuthChallenge').Environment.Variables).toMatchObject({
      CUSTOM_AUTH_VALUE_0: { Ref: 'From' }, CUSTOM_AUTH_VALUE_1: { Ref: 'Name' }, CUSTOM_AUTH_VALUE_2: { Ref: 'Desk' },
    });
  });

  test.each<[Partial<SendGridEmailSenderOptions>, string]>([
    [{ fromAddress: 'Example <no-reply@example.com>' }, 'fromAddress must be one plain e-mail address such as no-reply@example.com'],
    [{ fromAddress: 'no-reply@example.com\r\nBcc: all@example.com' }, 'fromAddress must be one plain e-mail address'],
    [{ fromName: 'Example\r\nBcc: all@example.com' }, 'fromName must be one line of 1 to 128 characters'],
    [{ fromName: '' }, 'fromName must be one line of 1 to 128 characters'],
    [{ fromName: 'Zoë' }, 'fromName must be of ASCII characters, the only ones that SendGrid supports in the sender, got "Zoë"'],
    [{ replyTo: ['help'] }, 'replyTo[0] must be one plain e-mail address such as no-reply@example.com, got "help"'],
    [{ replyTo: Fn.split(',', Token.asString({ Ref: 'Addresses' })) }, 'replyTo must be a list of known length'],
    [{ apiKeyField: '' }, 'apiKeyField must be the name of a field, got ""'],
    [{ apiKeyField: Token.asString({ Ref: 'Field' }) }, 'apiKeyField must be known at synth'],
  ])('%j is refused', (options, message) => {
    expect(() => sendGrid(options)).toThrow(message);
  });
});

describe('EmailSender.fromFunction', () => {
  test('Create may invoke this one function, and nothing of SES', () => {
    const stack = newStack();
    const triggers = triggersWith(EmailSender.fromFunction(ownFunction(stack, 'Sender')), stack);

    expect(senderOf(triggers)).toEqual({ type: 'FUNCTION', function: { env: 'CUSTOM_AUTH_VALUE_0' } });
    expect(statementsOf(triggers, 'CreateAuthChallenge')).toContainEqual(
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Sender/), 'Arn'] } },
    );
    expect(sesStatements(triggers)).toEqual([]);
    expect(JSON.stringify(statementsOf(triggers, 'VerifyAuthChallengeResponse'))).not.toContain('lambda:');
  });
});
