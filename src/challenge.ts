import { captcha, CaptchaOptions } from './challenges/captcha';
import { choice } from './challenges/choice';
import { customChallenge, CustomChallengeOptions } from './challenges/custom';
import { emailCode, EmailCodeOptions } from './challenges/email-code';
import { imageCaptcha, ImageCaptchaOptions } from './challenges/image-captcha';
import { magicLink, MagicLinkOptions } from './challenges/magic-link';
import { smsCode, SmsCodeOptions } from './challenges/sms-code';
import type { ChallengeDefinition } from './private/challenge-definition';

/**
 * What one custom step of a sign-in asks of the user.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
 */
export class Challenge {
  /**
   * Asks for a decimal code that was sent to the e-mail address of the user.
   *
   * The code goes to the `email` attribute, only while `email_verified` is true and within the `AbuseLimits`; for everybody else the sign-in looks
   * the same and cannot succeed. The code is derived from a key in AWS KMS and never stored. Clients see the challenge as `EMAIL_CODE`; they never see the
   * address: the parameter `destination` is `***@***` for everybody, because any hint at it could tell who has an account.
   *
   * The Create function is allowed what the sender needs. Throws on an option outside its range, and on a placeholder that is unknown or missing.
   */
  public static emailCode(options: EmailCodeOptions): Challenge {
    return new Challenge(emailCode(options));
  }

  /**
   * Asks for a decimal code that was sent to the phone of the user by SMS.
   *
   * The code goes to the `phone_number` attribute (E.164, such as `+491512345678`), only while `phone_number_verified` is true, the number begins with one
   * of the `countryCodes` and the `AbuseLimits` allow; for everybody else the sign-in looks the same and cannot succeed. The code is derived from a key in
   * AWS KMS and never stored. Clients see the challenge as `SMS_CODE`; they never see the number: the parameter `destination` is `***` for everybody.
   *
   * SMS is the weakest channel that this library has (numbers are stolen, messages are read on the way) and costs money with each message: put a
   * CAPTCHA before it where anybody can sign up. NIST SP 800-63B wants users to have an alternative.
   *
   * The Create function is allowed what the sender needs. Throws on an option outside its range, and on a placeholder that is unknown or missing.
   *
   * @example
   * const sequence = ChallengeSequence.passwordless(
   *   Challenge.smsCode({ sender: SmsSender.sns(), countryCodes: ['+49', '+43'], webOtpDomain: 'example.com' }),
   * );
   */
  public static smsCode(options: SmsCodeOptions): Challenge {
    return new Challenge(smsCode(options));
  }

  /**
   * Asks for the token of a link that was sent to the e-mail address of the user, and optionally takes a code from the same message instead.
   *
   * The message goes to the `email` attribute, only while `email_verified` is true and within the `AbuseLimits`; for everybody else the sign-in looks
   * the same and cannot succeed. Clients see the challenge as `MAGIC_LINK`, with `destination` `***@***` for everybody, and `codeLength` where there is a code.
   *
   * A link is one of the `baseUrls` and a fragment: `https://www.example.com/sign-in#token=...`. The fragment is in no request for the page, so it is
   * in no log and no `Referer`, and whoever fetches the page, such as a mail scanner, uses nothing up. The page reads the token
   * (`new URLSearchParams(location.hash.slice(1)).get('token')`), takes it out of the address bar (`history.replaceState`), and gives it as the answer once the person has clicked:
   * some mail scanners run the scripts of pages.
   *
   * A token is 256 bits that follow from a key in AWS KMS; it is never stored. It is good once, for this user, app client and step, while the lifetime lasts. A
   * new link of a sign-in (`clientMetadata { resend: 'true' }`) replaces its old one; links of different sign-ins live side by side. A wrong token harms nothing:
   * no right one, no try, no limit; after 20 answers the sign-in ends. Wrong codes count as those of `emailCode` do, and with one try left any wrong answer ends the sign-in.
   *
   * **By default a link is good for the sign-in that it was sent for**, whose session Amazon Cognito gave to one client. Whoever finds the link
   * elsewhere can do nothing with it, and nobody can be signed in to a stranger's account by a link that the stranger sends. The price: it must be opened in the
   * browser that asked for it, and a link opens in a new tab; so the page that asked keeps its session where the new tab finds it, or the new tab hands it
   * the token (a `BroadcastChannel` does). Whoever reads mail on another device needs the code.
   *
   * **With `crossDevice` a link is good in any browser**: its fragment has the user's name as well (`#username=...&token=...`), and the page starts a sign-in of its own
   * with this name and answers with the token. That sign-in gets no message of its own while an earlier link of the user is good for another while (the cool-down, or half the
   * lifetime if that is less), so a person who begins anew finds the link, and the code, in the message that has come already; after the time in
   * `resendAfter` a new one can be asked for. The sign-in that asked gets no tokens by it, so nobody gets in by making somebody else click. But then the link alone opens the account, to whoever has it: whoever it is passed on to, whoever
   * reads the mailbox, and a scanner that runs the page's script where the page does not wait for a click. And a stranger can send a link to an account of his own, so
   * that somebody works in that account without noticing. Where people sign in by e-mail the user name is a UUID, which tells nobody so: show the name
   * that was typed for this account in this browser next to the button, or that none was.
   *
   * NIST SP 800-63B-4 does not accept e-mail for authentication (3.1.3.1).
   *
   * The Create function is allowed what the sender needs. Throws on an option outside its range, and on a placeholder that is unknown or missing.
   *
   * @example
   * const sequence = ChallengeSequence.passwordless(
   *   Challenge.magicLink({
   *     sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }),
   *     baseUrls: ['https://www.example.com/sign-in'],
   *     codeLength: 6,
   *   }),
   * );
   */
  public static magicLink(options: MagicLinkOptions): Challenge {
    return new Challenge(magicLink(options));
  }

  /**
   * Asks what two Lambda functions of your own decide: one creates the challenge, one verifies the answer.
   *
   * Both are invoked synchronously and share the 5 seconds that Amazon Cognito gives to the whole trigger: answer within about 3 seconds.
   * An error, a late answer or one of another shape ends the sign-in when it comes from `createFunction`; from `verifyFunction` it makes the
   * user's answer wrong. The Create function is allowed to invoke `createFunction`, the Verify function `verifyFunction`, and nothing else of yours.
   *
   * `createFunction` is given
   * ```json
   * {
   *   "version": "1", "action": "create", "challenge": "SECURITY_QUESTION", "challengeId": "...",
   *   "userPoolId": "...", "clientId": "...", "userName": "...", "userAttributes": { "email": "..." }, "userNotFound": false,
   *   "decoy": false, "attempt": 1, "attemptsLeft": 3
   * }
   * ```
   * and returns, both optional, at most 4 KB of JSON each, with strings as values:
   * ```json
   * { "publicParameters": { "question": "..." }, "privateParameters": { "answer": "..." } }
   * ```
   * Public parameters reach the client, private ones only `verifyFunction`. Leave the names of the library's own public parameters to it
   * (`challenge`, `destination`, `codeLength`, `expiresIn`, `attemptsLeft`, `resendAfter`, `error`, `retryAfter`): where it sends one, its value wins.
   * After a wrong answer it is invoked again with the same `challengeId` and the next `attempt`, and Amazon Cognito may repeat an invocation:
   * what it sends, it sends once for each `challengeId`.
   *
   * With `decoy: true` nobody may receive anything, because the name belongs to no user, a limit of `AbuseLimits` is reached or the challenge is
   * closed to the user: answer in the same shape, after the same time, and send nothing, so that nobody learns which it is. No answer
   * to this `challengeId` will be accepted, whatever `verifyFunction` says.
   *
   * `verifyFunction` is given
   * ```json
   * {
   *   "version": "1", "action": "verify", "challenge": "SECURITY_QUESTION", "challengeId": "...",
   *   "userPoolId": "...", "clientId": "...", "userName": "...", "userAttributes": { "email": "..." }, "userNotFound": false,
   *   "privateParameters": { "answer": "..." }, "answer": "what the user typed"
   * }
   * ```
   * and returns
   * ```json
   * { "answerCorrect": true }
   * ```
   * The answer is 1 to 8192 characters of any kind; attributes may be missing. Here too Amazon Cognito may repeat an invocation: the same answer has the same
   * verdict again. Where somebody exists or not must show neither in an error nor in the time that a function takes.
   *
   * `checkCustomFunctions` of the npm package `cognito-custom-auth-local` tries in your own tests whether your functions keep all this.
   *
   * The library counts the wrong answers, and the messages unless `sendsMessage` is false, and holds both within the `AbuseLimits`. Messages are
   * counted for the user and the user pool, not for the destination, which it does not know: where users share one, limit that in `createFunction`.
   *
   * The functions must not refer to the user pool or its client (in an environment variable, say): the user pool depends on them already. Its id is in the event.
   *
   * Throws on a name or another option outside its range.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html
   */
  public static custom(options: CustomChallengeOptions): Challenge {
    return new Challenge(customChallenge(options));
  }

  /**
   * Asks for the token of a CAPTCHA, which tells people from programs. Put it before a challenge that sends, so that programs cost no messages.
   *
   * Clients see the challenge as `CAPTCHA` with the parameters `provider`, `siteKey` and, where one is asked for, `action`; they show the
   * widget of the provider and answer with its token. After a refusal (`error` is `CODE_MISMATCH`) they need a new token, since each is good once.
   *
   * A token passes only when the provider accepts it, for one of the `hostnames`, young enough, for the `action` and with the `minimumScore`
   * that the provider has; when the provider does not answer properly within 2.5 seconds, nobody passes. No address of the person is sent to it.
   * Wrong tokens use up the tries of the sign-in, and count neither as failures of the user nor of the user pool: so nobody can lock anybody out by them.
   * A stranger who starts about twenty sign-ins of one name at once pushes out the challenge of the person, who then has to begin anew: a rate-based rule of
   * AWS WAF on the user pool bounds what one address can do.
   *
   * A CAPTCHA says nothing of who the user is, and everybody passes it alike, existing or not: a sequence needs the password or another challenge as well.
   *
   * The Verify function is allowed to read the secret of the provider, and nothing else. Throws on an option outside its range.
   *
   * @example
   * const secret = secretsmanager.Secret.fromSecretNameV2(this, 'TurnstileSecret', 'turnstile');
   * const sequence = ChallengeSequence.passwordless(
   *   Challenge.captcha({
   *     provider: CaptchaProvider.turnstile({ siteKey: '0x4AAAAAAAExample', secret }),
   *     hostnames: ['www.example.com'],
   *   }),
   *   Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
   * );
   */
  public static captcha(options: CaptchaOptions): Challenge {
    return new Challenge(captcha(options));
  }

  /**
   * Asks for the letters and digits in a picture that the library draws itself: a CAPTCHA without a third party. Put it before a challenge
   * that sends, so that simple programs cost no messages.
   *
   * **What it stops:** programs that only call the API, and ready-made text recognition. **What it does not stop:** whoever writes or trains a
   * solver for pictures like these, which is an evening's work today, and whoever pays people to read them, about a dollar for a thousand. It makes a
   * sign-in cost a little instead of nothing. A provider (`Challenge.captcha`) stops more; the `AbuseLimits` hold behind either, and a rate-based
   * rule of AWS WAF on the user pool bounds what one address can do.
   *
   * **Whom it shuts out:** everybody who cannot see the picture well enough, as there is nothing to listen to. The accessibility guidelines (WCAG 2.2, 1.1.1)
   * want a CAPTCHA for another sense as well, and in many countries so does the law: then take a provider, most of which ask most people for nothing, or do without.
   *
   * Clients see the challenge as `IMAGE_CAPTCHA` with the parameters `captchaUrl`, a PNG as a data URL of at most 4,500 characters that goes into an
   * `<img>` (a content security policy must have `img-src data:`), and `codeLength`. Its sixteen characters, `ACDEHJKLNRTXY379`, are not mistaken for
   * one another; in the answer neither the case of letters nor spaces and hyphens matter. After a wrong answer there is another picture, with
   * `error` `CODE_MISMATCH`, and with `clientMetadata { resend: 'true' }` whenever the person cannot read one.
   *
   * Wrong answers use up the tries of the sign-in, and count neither as failures of the user nor of the user pool: so nobody can lock anybody out by them.
   * A stranger who starts about twenty sign-ins of one name at once pushes out the challenge of the person, who then has to begin anew.
   * A CAPTCHA says nothing of who the user is, and everybody passes it alike, existing or not: a sequence needs the password or another challenge as well.
   *
   * The picture is drawn by a Lambda function of its own, which may write its log and nothing else; the Create function is allowed to invoke it. When it
   * fails or does not answer in time, the sign-in fails. Triggers in a VPC must be able to reach AWS Lambda. Throws on an option outside its range.
   *
   * @example
   * const sequence = ChallengeSequence.passwordless(
   *   Challenge.imageCaptcha(),
   *   Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
   * );
   */
  public static imageCaptcha(options: ImageCaptchaOptions = {}): Challenge {
    return new Challenge(imageCaptcha(options));
  }

  /**
   * Lets the person pick one of several challenges at sign-in, such as a code by e-mail or by SMS.
   *
   * It takes two rounds. In the first, clients see `CHOICE` with the parameter `options`, the names of the challenges with commas between them
   * (`EMAIL_CODE,SMS_CODE`), and answer with one of the names; nothing is sent before. The second is the challenge that was picked, as if it
   * stood alone. The pick decides nothing else: each option has limits, tries and locks under its own name, whatever was picked before. So a choice is
   * as strong as the weakest of its options. Whoever wants another one starts a new sign-in. An answer that is none of the options uses up one of the
   * tries of the choice (`triesPerCode` of the limits), and a pick must come within 5 minutes. As with every challenge that sends nothing, a
   * stranger who starts about twenty sign-ins of one name at once pushes out that of the person, who then has to begin anew.
   *
   * After the password, `options` are those that can reach the user: a verified address, a verified number in one of the countries. Without a
   * password before it, everybody is offered all of them, existing or not, because the offer would tell strangers about the user; then a challenge that cannot
   * reach the user looks as it always does, and cannot be passed.
   *
   * Throws with less than two options or more than 10, with two of the same name, with a CAPTCHA, which proves nothing about the user, and with
   * another choice.
   *
   * @param first what is offered first
   * @param second what is offered next to it
   * @param more what else is offered
   *
   * @example
   * const sequence = ChallengeSequence.srpAndCustom(
   *   Challenge.choice(
   *     Challenge.emailCode({ sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
   *     Challenge.smsCode({ sender: SmsSender.sns(), countryCodes: ['+49'] }),
   *   ),
   * );
   */
  public static choice(first: Challenge, second: Challenge, ...more: Challenge[]): Challenge {
    // JavaScript asks nobody for the second.
    return new Challenge(choice([first, second, ...more].flatMap((option) => option?._definition ?? [])));
  }

  /** @internal */
  public readonly _definition: ChallengeDefinition;

  private constructor(definition: ChallengeDefinition) {
    this._definition = definition;
  }
}
