/** Trigger events of one passwordless sign-in, as Cognito sends them. */

const USER = {
  version: '1',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Benchmark',
  userName: 'b3d1c2a4-0000-4000-8000-000000000001',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
};

const ATTRIBUTES = { 'sub': USER.userName, 'email_verified': 'true', 'cognito:user_status': 'CONFIRMED', 'email': 'ada@example.com' };

export const DEFINE = {
  ...USER,
  triggerSource: 'DefineAuthChallenge_Authentication',
  request: { userAttributes: ATTRIBUTES, session: [] },
  response: { challengeName: null, issueTokens: null, failAuthentication: null },
};

export const CREATE = {
  ...USER,
  triggerSource: 'CreateAuthChallenge_Authentication',
  request: { userAttributes: ATTRIBUTES, challengeName: 'CUSTOM_CHALLENGE', session: [] },
  response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
};

export function verify(privateChallengeParameters: Record<string, string>, challengeAnswer: string) {
  return {
    ...USER,
    triggerSource: 'VerifyAuthChallengeResponse_Authentication',
    request: { userAttributes: ATTRIBUTES, privateChallengeParameters, challengeAnswer },
    response: { answerCorrect: null },
  };
}
