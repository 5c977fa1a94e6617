import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import {
  CaptchaProvider, Challenge, ChallengeSequence, CustomAuthTriggers, CustomAuthUserPool, CustomAuthUserPoolProps, CustomChallengeOptions,
  EmailCodeOptions, EmailSender, MagicLinkOptions, SmsCodeOptions, SmsSender,
} from '../../src';

export const FROM_ADDRESS = 'no-reply@example.com';

export function emailCode(options: Partial<EmailCodeOptions> = {}): Challenge {
  return Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: FROM_ADDRESS }), ...options });
}

export function magicLink(options: Partial<MagicLinkOptions> = {}): Challenge {
  return Challenge.magicLink({ sender: EmailSender.ses({ fromAddress: FROM_ADDRESS }), baseUrls: ['https://www.example.com/sign-in'], ...options });
}

/** To numbers of one country, so that there is nothing to warn of. */
export function smsCode(options: Partial<SmsCodeOptions> = {}): Challenge {
  return Challenge.smsCode({ sender: SmsSender.sns(), countryCodes: ['+49'], ...options });
}

export function customChallenge(scope: Construct, name = 'SECURITY_QUESTION', options: Partial<CustomChallengeOptions> = {}): Challenge {
  return Challenge.custom({ name, createFunction: ownFunction(scope, `${name}Create`), verifyFunction: ownFunction(scope, `${name}Verify`), ...options });
}

/** With a secret of its own. */
export function captcha(scope: Construct): Challenge {
  const secret = new secretsmanager.Secret(scope, 'CaptchaSecret');
  return Challenge.captcha({ provider: CaptchaProvider.hcaptcha({ siteKey: 'site-key', secret }), hostnames: ['www.example.com'] });
}

export function ownFunction(scope: Construct, id: string): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({});'),
  });
}

export function newStack(id = 'Stack'): Stack {
  return new Stack(new App(), id);
}

/** `Auth` in the stack, passwordless with an e-mail code unless told otherwise. */
export function newUserPool(stack: Stack, props: Partial<CustomAuthUserPoolProps> = {}): CustomAuthUserPool {
  return new CustomAuthUserPool(stack, 'Auth', { sequence: ChallengeSequence.passwordless(emailCode()), ...props });
}

/** The template of a new stack that holds `Auth`. */
export function templateWith(options: Partial<CustomAuthUserPoolProps>): Template {
  const stack = newStack();
  newUserPool(stack, options);
  return Template.fromStack(stack);
}

export const TRIGGERS = ['DefineAuthChallenge', 'CreateAuthChallenge', 'VerifyAuthChallengeResponse'] as const;
export type TriggerName = typeof TRIGGERS[number];

export function functionOf(triggers: CustomAuthTriggers, trigger: TriggerName): lambda.Function {
  return triggers.node.findChild(trigger) as lambda.Function;
}

/** Properties in the template of one of the three functions. */
export function functionProperties(triggers: CustomAuthTriggers, trigger: TriggerName): Record<string, any> {
  return propertiesOf(functionOf(triggers, trigger));
}

/** Statements in the template of the role of one of the three functions. */
export function statementsOf(triggers: CustomAuthTriggers, trigger: TriggerName): Array<Record<string, unknown>> {
  const policy = triggers.node.findChild(`${trigger}Role`).node.findChild('DefaultPolicy');
  return propertiesOf(policy).PolicyDocument.Statement;
}

export function propertiesOf(construct: Construct): Record<string, any> {
  const stack = Stack.of(construct);
  const logicalId = stack.resolve(stack.getLogicalId(construct.node.defaultChild as lambda.CfnFunction));
  return Template.fromStack(stack).toJSON().Resources[logicalId].Properties;
}

/** The folder in the cloud assembly that becomes the code of the function. */
export function assetFolder(triggers: CustomAuthTriggers, trigger: TriggerName): string {
  const { S3Key } = functionProperties(triggers, trigger).Code;
  return join(Stage.of(triggers)!.outdir, `asset.${S3Key.replace('.zip', '')}`);
}

/** The flow document in the code of one of the three functions. */
export function flowOf(triggers: CustomAuthTriggers, trigger: TriggerName = 'CreateAuthChallenge'): any {
  return JSON.parse(readFileSync(join(assetFolder(triggers, trigger), 'flow.json'), 'utf8'));
}

/** In expectations of a template: the ARN of the resource whose logical id matches. */
export const arnOf = (logicalId: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(logicalId), 'Arn'] });

export const mayLog = (trigger: TriggerName) => ({
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Effect: 'Allow',
  Resource: arnOf(new RegExp(`${trigger}LogGroup`)),
});
