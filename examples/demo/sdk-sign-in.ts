import type { AuthenticationResultType, InitiateAuthCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoIdentityProviderClient, InitiateAuthCommand, RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import type { LocalClient } from 'cognito-custom-auth-local';
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';

/** One sign-in with the AWS SDK, as a program of yours would do it. */
export class SdkSignIn {
  /** Of the custom challenge that waits for an answer. */
  public parameters?: Record<string, string>;
  public tokens?: AuthenticationResultType;
  private session?: string;

  constructor(private readonly cognito: CognitoIdentityProviderClient, public readonly client: LocalClient, private readonly username: string) {}

  async start(): Promise<void> {
    this.take(await this.cognito.send(new InitiateAuthCommand({
      ClientId: this.client.id, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: this.username },
    })));
  }

  /** SRP proves the password without sending it. */
  async startWithPassword(password: string): Promise<void> {
    const srp = createSrpSession(this.username, password, this.client.userPoolId, false);
    const initiated = await this.cognito.send(new InitiateAuthCommand(wrapInitiateAuth(srp, {
      ClientId: this.client.id, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: this.username, CHALLENGE_NAME: 'SRP_A' },
    })));
    this.take(await this.cognito.send(new RespondToAuthChallengeCommand(wrapAuthChallenge(signSrpSession(srp, initiated), {
      ClientId: this.client.id, ChallengeName: 'PASSWORD_VERIFIER', Session: initiated.Session, ChallengeResponses: { USERNAME: this.username },
    }))));
  }

  async answer(text: string): Promise<void> {
    this.take(await this.cognito.send(new RespondToAuthChallengeCommand({
      ClientId: this.client.id, ChallengeName: 'CUSTOM_CHALLENGE', Session: this.session, ChallengeResponses: { USERNAME: this.username, ANSWER: text },
    })));
  }

  /** Asks for a new code; the answer that goes along is not looked at. */
  async resend(): Promise<void> {
    this.take(await this.cognito.send(new RespondToAuthChallengeCommand({
      ClientId: this.client.id,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: this.session,
      ChallengeResponses: { USERNAME: this.username, ANSWER: 'RESEND' },
      ClientMetadata: { resend: 'true' },
    })));
  }

  private take({ ChallengeParameters, Session, AuthenticationResult }: InitiateAuthCommandOutput): void {
    this.parameters = ChallengeParameters;
    this.session = Session;
    this.tokens = AuthenticationResult;
  }
}
