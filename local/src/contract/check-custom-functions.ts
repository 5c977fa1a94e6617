import { CREATE_RULES } from './create-rules';
import { CustomChallenge, GaveUp } from './custom-challenge';
import type { CheckCustomFunctionsOptions } from './options';
import { VERIFY_RULES } from './verify-rules';
import type { Violation } from './violations';

/** Tries whether both functions keep the contract of `Challenge.custom`, and gives each rule that they break. */
export async function checkCustomFunctions(options: CheckCustomFunctionsOptions): Promise<Violation[]> {
  const challenge = new CustomChallenge(options);
  try {
    for (const rule of [...VERIFY_RULES, ...CREATE_RULES]) await rule(challenge);
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
  }
  return challenge.violations.list();
}
