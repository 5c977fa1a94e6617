/** The longest that the library lets through. */
const MAX_ANSWER = 8_192;

/** What careless code takes for a value, a pattern or a query. */
const TRICKS = [
  'true', 'false', 'null', 'undefined', 'NaN', '0', '1', '[object Object]', '{}', '[]', '*', '.*', '%', '\' OR \'1\'=\'1',
  '__proto__', 'constructor', 'toString', '\0', '🔑', '\ud800', '\u202e', 'é', '答え', ' ', '\n', '答'.repeat(MAX_ANSWER),
];

const isNumber = (right: string) => /^\d+$/.test(right);

/** Something behind it that no function may overlook. */
const longer = (right: string) => right + (isNumber(right) ? '7' : 'x');

/** What can be made of a right answer that is not right any more. */
export const DISGUISES: readonly ((right: string) => string)[] = [
  longer,
  (right) => (isNumber(right) ? '0' : 'x') + right,
  (right) => right.slice(1),
  (right) => right.slice(0, -1),
  (right) => right + right,
  (right) => isNumber(right) ? `${right}.0` : `${right} ${right}`,
  (right) => [...right].reverse().join(''),
  (right) => longer(right).padEnd(MAX_ANSWER, longer(right).at(-1)),
  ...TRICKS.map((trick) => () => trick),
];

/** Wrong wherever the other is right. */
export function wrongAnswer(right: string): string {
  return longer(right);
}

/** Whether a function may take the one for the other, since it overlooks case, accents, spaces and signs. */
export function areAlike(answer: string, right: string): boolean {
  return essence(answer) === essence(right);
}

function essence(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

export function describeAnswer(answer: string): string {
  const text = JSON.stringify(answer.slice(0, 40));
  return answer.length > 40 ? `${text}… (${answer.length} characters)` : text;
}
