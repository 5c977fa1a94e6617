/** Something that the person who started the server can put right; the message says what. */
export class LocalCognitoError extends Error {
  public readonly name = 'LocalCognitoError';
}
