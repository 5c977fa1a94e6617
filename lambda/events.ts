import type {
  CreateAuthChallengeTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';

/** One entry of the session as it is on the wire: any challenge name, and metadata that is null where Create wrote none. */
export interface SessionEntry {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata?: string | null;
}

/** On the wire attributes may be missing (unknown users) and the answer keys of `response` arrive as null. */
type Wire<Event extends { request: object }, Request, Response> = Omit<Event, 'request' | 'response'> & {
  readonly request: Omit<Event['request'], keyof Request | 'userAttributes'> & Request & {
    readonly userAttributes?: Readonly<Record<string, string | undefined>> | null;
  };
  response: { [Key in keyof Response]: Response[Key] | null };
};

interface SessionRequest {
  readonly session?: readonly SessionEntry[] | null;
}

interface AnswerRequest {
  readonly challengeAnswer?: unknown;
  readonly privateChallengeParameters?: Readonly<Record<string, string | undefined>> | null;
}

export type DefineEvent = Wire<DefineAuthChallengeTriggerEvent, SessionRequest, {
  challengeName: string;
  issueTokens: boolean;
  failAuthentication: boolean;
}>;

export type CreateEvent = Wire<CreateAuthChallengeTriggerEvent, SessionRequest, {
  publicChallengeParameters: Record<string, string>;
  privateChallengeParameters: Record<string, string>;
  challengeMetadata: string;
}>;

export type VerifyEvent = Wire<VerifyAuthChallengeResponseTriggerEvent, AnswerRequest, {
  answerCorrect: boolean;
}>;

/** Whose sign-in it is, and through which app client. */
export interface SignIn {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly userName: string;
  readonly userAttributes: Readonly<Record<string, string | undefined>>;
  readonly userNotFound: boolean;
}

export function signInOf(event: CreateEvent | VerifyEvent): SignIn {
  return {
    userPoolId: event.userPoolId,
    clientId: event.callerContext.clientId,
    userName: event.userName,
    userAttributes: event.request.userAttributes ?? {},
    userNotFound: event.request.userNotFound === true,
  };
}

// These two are all that `clientMetadata` is read for.

/** The client asks for a new challenge in the place of the one that it was shown. */
export function asksForResend({ request }: DefineEvent | CreateEvent | VerifyEvent): boolean {
  return request.clientMetadata?.resend === 'true';
}

/** Index of the page that the client wants a link to lead to; anything at all may stand there. */
export function pageAskedFor({ request }: CreateEvent): unknown {
  return request.clientMetadata?.linkTo;
}
