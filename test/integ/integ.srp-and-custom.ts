import { emailCode, testFirstChallenge } from './first-challenge';
import { ChallengeSequence } from '../../src';

testFirstChallenge('CustomAuthSrpAndCustom', ChallengeSequence.srpAndCustom(emailCode()), {}, 'SRP_A');
