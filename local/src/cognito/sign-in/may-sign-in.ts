import { CognitoError, notAuthorized, userNotConfirmed } from '../errors';
import type { User } from '../users';

export function requireMaySignIn(user: User | undefined): void {
  if (user && !user.enabled) throw notAuthorized('User is disabled.');
  if (user?.status === 'UNCONFIRMED') throw userNotConfirmed();
}

export function requirePasswordNotReset(user: User): void {
  if (user.status === 'RESET_REQUIRED') throw new CognitoError('PasswordResetRequiredException', 'Password reset required for the user');
}
