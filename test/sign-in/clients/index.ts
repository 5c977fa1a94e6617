import { AmplifyClient } from './amplify';
import { IdentityJsClient } from './identity-js';
import { SdkClient } from './sdk';
import type { SignInClient, Target } from './sign-in-client';

export type Clients = readonly (readonly [name: string, newClient: (target: Target) => SignInClient])[];

export const CLIENTS: Clients = [
  ['the AWS SDK', (target) => new SdkClient(target)],
  ['Amplify', (target) => new AmplifyClient(target)],
  ['amazon-cognito-identity-js', (target) => new IdentityJsClient(target)],
];
