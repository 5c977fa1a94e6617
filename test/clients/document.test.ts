// Nothing in docs/clients.md goes untested, and nothing of the library is missing there.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { load, PAGE, RECIPES, SHARED } from '../support/recipes';

const tests = readdirSync(__dirname).map((name) => readFileSync(path.join(__dirname, name), 'utf8')).join('\n');
const ROOT = path.join(__dirname, '../..');
const table = (heading: string) => new RegExp(`^## ${heading}$(.*?)^## `, 'ms').exec(PAGE)![1];

test('every block that can be run has a name of its own in its section', () => {
  expect([...PAGE.matchAll(/^```(js|jsx|py|ts|tsx|javascript|python)$/gm)]).toHaveLength(RECIPES.length);
  expect(new Set(RECIPES.map(({ section, file }) => `${section}/${file}`)).size).toBe(RECIPES.length);
});

test.each(RECIPES)('$section: a test runs $file', ({ section, file }) => {
  const imported = RECIPES.some((other) => other.section === section && other.code.includes(`'./${file}'`));
  expect(imported || tests.includes(`'${file}'`)).toBe(true);
  expect(section === SHARED || tests.includes(`'${section}'`)).toBe(true);
});

test.each(['EMAIL_CODE', 'SMS_CODE', 'MAGIC_LINK', 'CAPTCHA', 'IMAGE_CAPTCHA', 'CHOICE'])('the table has %s, as the library names it', (name) => {
  const sources = readdirSync(path.join(ROOT, 'src/challenges')).map((file) => readFileSync(path.join(ROOT, 'src/challenges', file), 'utf8')).join('\n');
  expect(sources).toContain(`'${name}'`);
  expect(table('Challenges')).toMatch(new RegExp(`^\\| \`${name}\` \\|`, 'm'));
});

test('the table has every error that a challenge may show, and the messages know each', () => {
  const rules = readFileSync(path.join(ROOT, 'lambda/state/rules.ts'), 'utf8');
  const [, union] = /error\?: (.*?);/.exec(rules)!;
  const errors = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, name]) => name);
  expect(errors.length).toBeGreaterThan(2);
  const { hintFor } = load(SHARED, 'messages.js');
  const hints = errors.map((error) => hintFor({ error, attemptsLeft: '2', retryAfter: '61' }));
  for (const error of errors) expect(table('Errors')).toContain(`\`${error}\``);
  expect(hints.every(Boolean)).toBe(true);
  expect(hints.join()).toContain('Try again in 2 min.');
  expect(hintFor({ error: 'THROTTLED' })).toContain('contact us');
  expect(hintFor({ challenge: 'EMAIL_CODE' })).toBe('');
});

test('a page has words for each call that fails', () => {
  const { failureFor } = load(SHARED, 'messages.js');
  const words = (name: string, code?: string) => failureFor(Object.assign(new Error('not for people'), { name, code }));
  expect(words('NotAuthorizedException')).toContain('begin anew');
  expect(words('SignInException')).toContain('begin anew');
  expect(words('UserNotConfirmedException')).toContain('confirm your sign-up');
  expect(words('NetworkError')).toContain('could not be reached');
  expect(words('Error', 'NetworkError')).toContain('could not be reached');
  expect(words('UserLambdaValidationException')).toContain('in a moment');
});

test('the names of the reader are those that the tests put in their place', () => {
  expect(Object.keys(load(SHARED, 'config.js')).sort()).toEqual(['clientId', 'endpoint', 'userPoolId']);
});

test('every link inside of the page leads somewhere', () => {
  const anchors = [...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\- ]/g, '').replace(/ /g, '-'));
  const links = [...PAGE.matchAll(/\]\(#(.+?)\)/g)].map(([, anchor]) => anchor);
  expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});
