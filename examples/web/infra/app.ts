import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { AccountRecovery } from 'aws-cdk-lib/aws-cognito';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CaptchaProvider, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender, SmsSender } from 'cdk-cognito-custom-auth';
import { pageConfig } from './page-config.js';

const app = new App();
const stack = new Stack(app, 'SignInPage');

/** Where the page is: magic links lead there, and CAPTCHAs are passed there. */
const pageUrl = new URL(app.node.tryGetContext('pageUrl') ?? 'http://localhost:5173/');
const isLocal = pageUrl.hostname === 'localhost';

const turnstile = CaptchaProvider.turnstile({
  // Of Cloudflare, for trying out: it lets everybody pass.
  siteKey: app.node.tryGetContext('turnstileSiteKey') ?? '1x00000000000000000000AA',
  secret: new Secret(stack, 'TurnstileSecret'),
  action: 'login',
});

const sequences = {
  EmailCode: ChallengeSequence.passwordless(emailCode()),
  MagicLink: ChallengeSequence.passwordless(magicLink('MagicLink', false)),
  MagicLinkAnywhere: ChallengeSequence.passwordless(magicLink('MagicLinkAnywhere', true)),
  Captcha: ChallengeSequence.passwordless(Challenge.captcha({ provider: turnstile, hostnames: [pageUrl.hostname] }), emailCode()),
  ImageCaptcha: ChallengeSequence.passwordless(Challenge.imageCaptcha(), emailCode()),
  Choice: ChallengeSequence.passwordless(Challenge.choice(emailCode(), smsCode())),
  PasswordThenCode: ChallengeSequence.srpAndCustom(emailCode()),
};

const pools = Object.entries(sequences).map(([name, sequence]) => {
  const { userPool, client } = new CustomAuthUserPool(stack, name, {
    sequence,
    // Who reads the mails must not reset the password as well.
    userPoolProps: { signInAliases: { email: true }, accountRecovery: AccountRecovery.NONE },
  });
  return { name, userPoolId: userPool.userPoolId, userPoolClientId: client.userPoolClientId };
});
new CfnOutput(stack, 'PageConfig', { value: stack.toJsonString(pageConfig(pools)) });

app.synth();

function emailCode(): Challenge {
  return Challenge.emailCode({ sender: emailSender() });
}

function smsCode(): Challenge {
  return Challenge.smsCode({ sender: SmsSender.sns(), countryCodes: ['+49'], webOtpDomain: isLocal ? undefined : pageUrl.hostname });
}

/** Without `crossDevice` a code goes along, for whoever reads the mail on another device. */
function magicLink(pool: string, crossDevice: boolean): Challenge {
  const url = new URL(pageUrl);
  url.searchParams.set('pool', pool);
  return Challenge.magicLink({
    sender: emailSender(),
    baseUrls: [url.href],
    allowLocalhost: isLocal,
    crossDevice,
    codeLength: crossDevice ? undefined : 6,
  });
}

function emailSender(): EmailSender {
  return EmailSender.ses({ fromAddress: 'no-reply@example.com' });
}
