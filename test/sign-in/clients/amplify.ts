import { Amplify } from 'aws-amplify';
import { confirmSignIn, fetchAuthSession, signIn, signOut, type SignInOutput } from 'aws-amplify/auth';
import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';
import { ConsoleLogger, sharedInMemoryStorage } from 'aws-amplify/utils';
import { outcomeOf, RESEND, type Outcome, type SignInClient, type Target } from './sign-in-client';

/** The challenges behind Amplify's own names. */
const CHALLENGE_OF: Readonly<Record<string, string>> = {
  CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE: 'CUSTOM_CHALLENGE',
  CONFIRM_SIGN_IN_WITH_TOTP_CODE: 'SOFTWARE_TOKEN_MFA',
  CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD_REQUIRED',
};

// It warns of each endpoint that is not the service's own.
ConsoleLogger.LOG_LEVEL = 'ERROR';

/** An application on aws-amplify v6. Amplify has one user at a time: starting a sign-in forgets the one before. */
export class AmplifyClient implements SignInClient {
  constructor(private readonly target: Target) {}

  async start(username: string, password?: string): Promise<Outcome> {
    await configureAmplify(this.target);
    return outcomeOf(async () => read(await signIn(password === undefined
      ? { username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } }
      : { username, password, options: { authFlowType: 'CUSTOM_WITH_SRP' } })));
  }

  async answer(text: string): Promise<Outcome> {
    return outcomeOf(async () => read(await confirmSignIn({ challengeResponse: text })));
  }

  async resend(): Promise<Outcome> {
    const { answer: challengeResponse, clientMetadata } = RESEND;
    return outcomeOf(async () => read(await confirmSignIn({ challengeResponse, options: { clientMetadata } })));
  }

  async refresh(): Promise<Outcome> {
    return outcomeOf(async () => session(true));
  }

  async signOutEverywhere(): Promise<void> {
    await signOut({ global: true });
  }
}

/** Points Amplify at a server, with nobody signed in. */
export async function configureAmplify({ userPoolId, clientId, endpoint }: Target): Promise<void> {
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint } } });
  await sharedInMemoryStorage.clear();
  cognitoUserPoolsTokenProvider.setKeyValueStorage(sharedInMemoryStorage);
}

async function read({ nextStep }: SignInOutput): Promise<Outcome> {
  if (nextStep.signInStep === 'DONE') return session();
  const parameters = 'additionalInfo' in nextStep ? nextStep.additionalInfo as Record<string, string> : {};
  return { asks: CHALLENGE_OF[nextStep.signInStep] ?? nextStep.signInStep, parameters };
}

async function session(forceRefresh = false): Promise<Outcome> {
  const { tokens } = await fetchAuthSession({ forceRefresh });
  return { tokens: { idToken: String(tokens?.idToken), accessToken: String(tokens?.accessToken) } };
}
