import { AdminUpdateUserAttributesCommand, type CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { hashAnswer } from './answer';

/** For your backend, once it has made sure who the user is: app clients may neither read nor write the attribute. */
export async function setAnswer(cognito: CognitoIdentityProviderClient, userPoolId: string, userName: string, answer: string): Promise<void> {
  await cognito.send(new AdminUpdateUserAttributesCommand({
    UserPoolId: userPoolId, Username: userName, UserAttributes: [{ Name: 'custom:answer_hash', Value: await hashAnswer(answer) }],
  }));
}
