import type { CreatedChallenge } from './options';
import type { Violations } from './violations';
import { isObject } from '../assembly/json-file';

/** Characters of JSON that fit into each map. */
const MAX_PARAMETERS = 4_096;

const OWN_NAMES = ['challenge', 'destination', 'codeLength', 'expiresIn', 'attemptsLeft', 'resendAfter', 'error', 'retryAfter'];

const SHAPE = 'return an object with publicParameters and privateParameters, or nothing';

type Parameters = Omit<CreatedChallenge, 'event'>;

/** What `createFunction` returned; undefined if the library does not take it, which is noted. */
export function requireParameters(returned: unknown, whom: string, violations: Violations): Parameters | undefined {
  const refuse = (what: string, rule: string) => void violations.add('create-shape', `createFunction returned ${what} for ${whom}: ${rule}`);
  if (returned !== null && !isObject(returned)) return refuse(brief(returned), SHAPE);
  const { publicParameters, privateParameters, ...unknown } = returned ?? {};
  const maps = { publicParameters: publicParameters ?? {}, privateParameters: privateParameters ?? {} };

  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) refuse(stranger, `the library knows no ${stranger}, ${SHAPE}`);
  const problems = Object.entries(maps).flatMap(([name, map]) => problemOf(map).map((rule) => ({ name, map, rule })));
  for (const { name, map, rule } of problems) refuse(`${name} ${brief(map)}`, rule);
  if (problems.length > 0) return undefined;

  const reserved = OWN_NAMES.filter((name) => Object.hasOwn(maps.publicParameters, name));
  if (reserved.length > 0) {
    violations.add('create-names', `createFunction returned the public parameter ${reserved.join(', ')} for ${whom}: the name belongs to the library, choose another`);
  }
  return maps as Parameters;
}

/** What `verifyFunction` said; undefined if it is no verdict, which is noted. */
export function requireVerdict(returned: unknown, what: string, violations: Violations): boolean | undefined {
  const { answerCorrect } = isObject(returned) ? returned : {};
  if (typeof answerCorrect === 'boolean') return answerCorrect;
  violations.add('verify-shape', `verifyFunction returned ${brief(returned)} for ${what}: return an object with answerCorrect, which is true or false`);
  return undefined;
}

function problemOf(map: unknown): string[] {
  if (!isObject(map)) return ['it must be an object'];
  if (!Object.values(map).every((value) => typeof value === 'string')) return ['each value must be a text'];
  const { length } = JSON.stringify(map);
  return length > MAX_PARAMETERS ? [`it has ${length} characters as JSON, at most ${MAX_PARAMETERS} fit`] : [];
}

function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
