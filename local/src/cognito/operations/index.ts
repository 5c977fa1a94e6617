import type { Operation } from '../operation';
import { ADMIN_OPERATIONS } from './admin';
import { AUTH_OPERATIONS } from './auth';
import { SIGN_UP_OPERATIONS } from './sign-up';
import { TOKEN_OPERATIONS } from './tokens';

/** What the API can do, by the name behind `AWSCognitoIdentityProviderService.` */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...SIGN_UP_OPERATIONS,
  ...AUTH_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...ADMIN_OPERATIONS,
};
