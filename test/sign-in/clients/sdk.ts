import { createHmac } from 'node:crypto';
import {
  CognitoIdentityProviderClient, GlobalSignOutCommand, InitiateAuthCommand, RespondToAuthChallengeCommand,
  type AuthenticationResultType, type ChallengeNameType, type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { outcomeOf, RESEND, type Outcome, type SignInClient, type Target } from './sign-in-client';
import { SrpClient, type Challenge } from '../../local/fixtures/srp-client';

type Parameters = Record<string, string>;

/** Under which name an answer goes to Cognito. */
const ANSWER_OF: Readonly<Record<string, string>> = {
  CUSTOM_CHALLENGE: 'ANSWER',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA_CODE',
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD',
};

/** An application on the AWS SDK for JavaScript v3; the SDK leaves SRP to the application. */
export class SdkClient implements SignInClient {
  private readonly cognito: CognitoIdentityProviderClient;
  private username = '';
  private challenge = '';
  private session?: string;
  private result?: AuthenticationResultType;

  constructor(private readonly target: Target) {
    this.cognito = new CognitoIdentityProviderClient({ endpoint: target.endpoint, region: target.region });
  }

  async start(username: string, password?: string): Promise<Outcome> {
    this.username = username;
    if (password === undefined) return outcomeOf(async () => this.read(await this.initiate({ USERNAME: username })));
    return this.startWithSrp(username, password);
  }

  /** Leads with SRP_A, as some SDKs always do. */
  async startWithSrp(username: string, password: string, clientMetadata?: Parameters): Promise<Outcome> {
    this.username = username;
    const srp = new SrpClient(this.target.userPoolId, password);
    return outcomeOf(async () => {
      const asked = await this.initiate({ USERNAME: username, SRP_A: srp.srpA, CHALLENGE_NAME: 'SRP_A' });
      return this.prove(srp, asked, clientMetadata);
    });
  }

  /** Sends the name alone, and SRP_A when it is asked for. */
  async startAndSendSrpWhenAsked(username: string, password: string): Promise<Outcome> {
    this.username = username;
    const srp = new SrpClient(this.target.userPoolId, password);
    return outcomeOf(async () => {
      const asked = await this.initiate({ USERNAME: username });
      // A name that the SDK's types do not know, and the service takes.
      if (String(asked.ChallengeName) !== 'SRP_A') return this.read(asked);
      return this.prove(srp, await this.respond('SRP_A', asked.Session, { USERNAME: username, SRP_A: srp.srpA }));
    });
  }

  async answer(text: string): Promise<Outcome> {
    return this.answerIn(this.session, text);
  }

  /** Answers in a session of one's choice. */
  async answerIn(session: string | undefined, text: string, username = this.username, challenge = this.challenge): Promise<Outcome> {
    return outcomeOf(async () => this.read(await this.respond(challenge, session, { USERNAME: username, [ANSWER_OF[challenge]]: text })));
  }

  async resend(): Promise<Outcome> {
    const { answer: ANSWER, clientMetadata } = RESEND;
    return outcomeOf(async () => this.read(await this.respond(this.challenge, this.session, { USERNAME: this.username, ANSWER }, clientMetadata)));
  }

  async refresh(): Promise<Outcome> {
    return outcomeOf(async () => this.read(await this.cognito.send(new InitiateAuthCommand({
      ClientId: this.target.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: this.result!.RefreshToken! },
    }))));
  }

  async signOutEverywhere(): Promise<void> {
    await this.cognito.send(new GlobalSignOutCommand({ AccessToken: this.result!.AccessToken }));
  }

  private async prove(srp: SrpClient, asked: InitiateAuthCommandOutput, clientMetadata?: Parameters): Promise<Outcome> {
    if (asked.ChallengeName !== 'PASSWORD_VERIFIER') return this.read(asked);
    const answer = srp.answer(asked.ChallengeParameters as unknown as Challenge);
    return this.read(await this.respond('PASSWORD_VERIFIER', asked.Session, answer, clientMetadata));
  }

  private async initiate(parameters: Parameters): Promise<InitiateAuthCommandOutput> {
    return this.cognito.send(new InitiateAuthCommand({
      ClientId: this.target.clientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters: this.withSecretHash(parameters),
    }));
  }

  private async respond(
    challenge: string, session: string | undefined, responses: Parameters, clientMetadata?: Parameters,
  ): Promise<InitiateAuthCommandOutput> {
    return this.cognito.send(new RespondToAuthChallengeCommand({
      ClientId: this.target.clientId,
      ChallengeName: challenge as ChallengeNameType,
      Session: session,
      ChallengeResponses: this.withSecretHash(responses),
      ClientMetadata: clientMetadata,
    }));
  }

  private withSecretHash(parameters: Parameters): Parameters {
    const { secret, clientId } = this.target;
    if (secret === undefined) return parameters;
    return { ...parameters, SECRET_HASH: createHmac('sha256', secret).update(parameters.USERNAME + clientId).digest('base64') };
  }

  private read({ ChallengeName, ChallengeParameters, Session, AuthenticationResult }: InitiateAuthCommandOutput): Outcome {
    if (AuthenticationResult) {
      this.result = { ...this.result, ...AuthenticationResult };
      return { tokens: { idToken: AuthenticationResult.IdToken!, accessToken: AuthenticationResult.AccessToken! } };
    }
    this.challenge = ChallengeName!;
    this.session = Session;
    return { asks: this.challenge, parameters: ChallengeParameters! };
  }
}
