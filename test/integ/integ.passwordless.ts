import { emailCode, testFirstChallenge } from './first-challenge';
import { ChallengeSequence } from '../../src';

testFirstChallenge('CustomAuthPasswordless', ChallengeSequence.passwordless(emailCode()), {}, 'CUSTOM_CHALLENGE');
