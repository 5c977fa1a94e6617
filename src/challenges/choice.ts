import { requireLifetime } from './limits';
import type { ChallengeDefinition } from '../private/challenge-definition';
import type { FlowOption } from '../private/flow';

export const CHOICE = 'CHOICE';
const MAX_OPTIONS = 10;

export function choice(options: readonly ChallengeDefinition[]): ChallengeDefinition {
  requireOptions(options);
  const lifetime = requireLifetime();

  return {
    name: CHOICE,
    lifetime: Math.max(lifetime, ...options.map((option) => option.lifetime)),
    sendsEmail: options.some((option) => option.sendsEmail),
    sendsSms: options.some((option) => option.sendsSms),
    provesUser: true,
    bind: (context) => ({
      kind: 'CHOICE',
      name: CHOICE,
      lifetime,
      tries: context.limits._triesPerCode,
      sends: false,
      guessable: false,
      options: options.map((option) => option.bind(context) as FlowOption),
    }),
  };
}

function requireOptions(options: readonly ChallengeDefinition[]): void {
  const names = options.map((option) => option.name);
  if (names.length < 2 || names.length > MAX_OPTIONS) {
    throw new Error(`a choice must have 2 to ${MAX_OPTIONS} options, got ${names.length}`);
  }
  if (names.includes(CHOICE)) {
    throw new Error('a choice must not be an option of another choice: give the options of both to one');
  }
  const proofless = options.find((option) => !option.provesUser);
  if (proofless) {
    throw new Error(`each option of a choice must prove who the user is, got ${proofless.name}, which anybody can pass: make it a step of its own before the choice`);
  }
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new Error(`each option of a choice must have a name of its own, got ${twice} twice`);
  }
}
