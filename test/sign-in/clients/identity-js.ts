import {
  AuthenticationDetails, CognitoUser, CognitoUserPool, type CognitoUserSession, type IAuthenticationCallback,
} from 'amazon-cognito-identity-js';
import { failure, RESEND, type Outcome, type SignInClient, type Target } from './sign-in-client';

/** An application on amazon-cognito-identity-js: `authenticateUser` with a password, `initiateAuth` without. */
export class IdentityJsClient implements SignInClient {
  private user!: CognitoUser;
  private asked = '';

  constructor(private readonly target: Target) {}

  async start(username: string, password?: string): Promise<Outcome> {
    const { userPoolId, clientId, endpoint } = this.target;
    this.user = new CognitoUser({ Username: username, Pool: new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint }) });
    this.user.setAuthenticationFlowType('CUSTOM_AUTH');
    const details = new AuthenticationDetails({ Username: username, Password: password });
    return this.step((callbacks) => password === undefined
      ? this.user.initiateAuth(details, callbacks)
      : this.user.authenticateUser(details, callbacks));
  }

  async answer(text: string): Promise<Outcome> {
    return this.step((callbacks) => this.asked === 'NEW_PASSWORD_REQUIRED'
      ? this.user.completeNewPasswordChallenge(text, {}, callbacks)
      : this.user.sendCustomChallengeAnswer(text, callbacks));
  }

  async resend(): Promise<Outcome> {
    return this.step((callbacks) => this.user.sendCustomChallengeAnswer(RESEND.answer, callbacks, RESEND.clientMetadata));
  }

  async refresh(): Promise<Outcome> {
    const refreshToken = this.user.getSignInUserSession()!.getRefreshToken();
    return new Promise((resolve) => this.user.refreshSession(refreshToken, (error: Error | null, session: CognitoUserSession) =>
      resolve(error ? failure(error) : tokensOf(session))));
  }

  async signOutEverywhere(): Promise<void> {
    return new Promise((resolve, reject) => this.user.globalSignOut({ onSuccess: () => resolve(), onFailure: reject }));
  }

  private async step(send: (callbacks: IAuthenticationCallback) => void): Promise<Outcome> {
    return new Promise((resolve) => {
      const ask = (challenge: string, parameters: Record<string, string>) => {
        this.asked = challenge;
        resolve({ asks: challenge, parameters });
      };
      send({
        onSuccess: (session) => resolve(tokensOf(session)),
        onFailure: (error: Error) => resolve(failure(error)),
        customChallenge: (parameters: Record<string, string>) => ask('CUSTOM_CHALLENGE', parameters),
        newPasswordRequired: (attributes: Record<string, string>) => ask('NEW_PASSWORD_REQUIRED', attributes),
      });
    });
  }
}

function tokensOf(session: CognitoUserSession): Outcome {
  return { tokens: { idToken: session.getIdToken().getJwtToken(), accessToken: session.getAccessToken().getJwtToken() } };
}
