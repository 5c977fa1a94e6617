import { emailCode, testFirstChallenge } from './first-challenge';
import { ChallengeSequence } from '../../src';

testFirstChallenge(
  'CustomAuthPasswordVerifier',
  ChallengeSequence.passwordVerifier(emailCode()),
  // Any number does: the answer to PASSWORD_VERIFIER is never computed.
  { CHALLENGE_NAME: 'SRP_A', SRP_A: 'a1b2c3' },
  'PASSWORD_VERIFIER',
);
