/** An error of the Cognito API: answered with HTTP 400, `__type` and `x-amzn-ErrorType`. */
export class CognitoError extends Error {
  public readonly name = 'CognitoError';

  constructor(public readonly type: string, message: string) {
    super(message);
  }
}

export const incorrectCredentials = () => notAuthorized('Incorrect username or password.');
export const notAuthorized = (message: string) => new CognitoError('NotAuthorizedException', message);
export const invalidParameter = (message: string) => new CognitoError('InvalidParameterException', message);
export const missingParameter = (name: string) => invalidParameter(`Missing required parameter ${name}`);
export const invalidPassword = (message: string) => new CognitoError('InvalidPasswordException', message);
export const resourceNotFound = (message: string) => new CognitoError('ResourceNotFoundException', message);
export const userNotFound = (message = 'User does not exist.') => new CognitoError('UserNotFoundException', message);
export const userNotConfirmed = () => new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
export const usernameExists = (message: string) => new CognitoError('UsernameExistsException', message);
export const aliasExists = (attribute: string) =>
  new CognitoError('AliasExistsException', `An account with the ${attribute} already exists.`);
export const codeMismatch = (message: string) => new CognitoError('CodeMismatchException', message);
export const expiredCode = () => new CognitoError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
export const invalidLambdaResponse = (message: string) => new CognitoError('InvalidLambdaResponseException', message);
