import type { Round, RoundParameters, Submission } from './round';
import type { FlowCustom } from '../../src/private/flow';
import { invokeFunction } from '../aws/functions';
import { resolveValue } from '../environment';
import { Fault } from '../fault';

/** Characters of JSON that a create function may return in each map: Cognito carries both in the session. */
const MAX_PARAMETERS = 4_096;

export async function issueCustom(challenge: FlowCustom, round: Round): Promise<RoundParameters> {
  const { signIn, challengeId, recipient, attempt, attemptsLeft, deadline } = round;
  const answer = await invokeFunction(resolveValue(challenge.createFunction), {
    version: '1', action: 'create', challenge: challenge.name, challengeId, ...signIn, decoy: recipient === undefined, attempt, attemptsLeft,
  }, deadline);
  const { publicParameters, privateParameters } = (answer ?? {}) as Record<string, unknown>;
  return {
    publicParameters: stringMap(publicParameters),
    privateParameters: stringMap(privateParameters),
  };
}

export async function checkCustom(challenge: FlowCustom, { signIn, challengeId, privateParameters, answer, deadline }: Submission): Promise<boolean> {
  const verdict = await invokeFunction(resolveValue(challenge.verifyFunction), {
    version: '1', action: 'verify', challenge: challenge.name, challengeId, ...signIn, privateParameters, answer,
  }, deadline);
  return (verdict as { answerCorrect?: unknown } | null)?.answerCorrect === true;
}

function stringMap(given: unknown): Record<string, string> {
  const map = given ?? {};
  const valid = map.constructor === Object
    && Object.values(map).every((value) => typeof value === 'string')
    && JSON.stringify(map).length <= MAX_PARAMETERS;
  if (!valid) throw new Fault('ParametersNotSmallStringMap');
  return map as Record<string, string>;
}
