import * as fc from 'fast-check';
import { codeOf } from '../../../lambda/challenges/code';
import { chosen, idInToken, linkOf, tokenOf } from '../../../lambda/challenges/link';
import { open } from '../../../lambda/state/rules';
import { NEW_STATE, type State } from '../../../lambda/state/state';
import { knownBadLinks, links, type Links } from '../fixtures/known-bad-links';
import { LIFETIME, LIMITS, NOW, request, TRIES } from '../state/fixtures';

const PAGES = ['https://www.example.com/sign-in', 'https://m.example.com/?from=mail'];

const mac = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const id = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const userName = fc.oneof(fc.uuid(), fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }), fc.constantFrom('a&token=b', 'a#b', 'a b+c', '\ud800', '"><script>'));
const wish = fc.oneof(
  fc.constantFrom('0', '1', '2', '9', '-1', '1.0', '01', ' 1', '1e0', '', 'length', '__proto__', 'at', 'https://evil.example', '//evil.example'),
  fc.constantFrom(undefined, null, 1, {}, ['1']),
  fc.string(),
);

/** A link in the words of whoever sees it on its way, opens it or steals it. */
const looksRight = (of: Links) => fc.property(mac, id, userName, wish, (key, challengeId, name, linkTo) => {
  const right = of.tokenOf(key, challengeId);
  const text = of.linkOf(of.chosen(PAGES, linkTo), right, name);
  const { origin, pathname, search, hash } = new URL(text);

  // Where it leads.
  expect(PAGES).toContain(`${origin}${pathname}${search}`);
  expect(PAGES.indexOf(origin + pathname + search)).toBe(linkTo === '1' ? 1 : 0);
  // What a server, a scanner or a Referer header gets to see.
  expect(origin + pathname + search).not.toContain(right.slice(22, 30));
  // What the page reads.
  expect([...new URLSearchParams(hash.slice(1))]).toEqual([['username', wellFormed(name)], ['token', right]]);
  // What mail programs make of it.
  expect(text).toMatch(/^[!-~]+[A-Za-z0-9]$/);
  expect(text).not.toMatch(/["'<>()\\^`{|}]/);
});

const isSecret = (of: Links) => fc.property(mac, id, fc.nat(31), fc.integer({ min: 1, max: 255 }), (key, challengeId, at, flip) => {
  const right = of.tokenOf(key, challengeId);
  expect(right).toMatch(/^[\w-]{65}$/);
  const other = Buffer.from(key);
  other[at] = (other[at] + flip) % 256;
  expect(inCommon(right.slice(22), of.tokenOf(other, challengeId).slice(22))).toBeLessThan(12);
  // Who knows the one knows nothing of the other.
  const secret = Buffer.from(right.slice(22), 'base64url');
  for (const digits of [6, 10]) {
    expect(right).not.toContain(codeOf(key, digits));
    expect(codeOf(secret, digits)).not.toBe(codeOf(key, digits));
  }
});

/** What people and attackers do with a link, after any number of wrong tokens. */
const opensOnce = ({ redeem }: Links) => fc.property(
  fc.nat(40), fc.nat(LIFETIME - 1), fc.integer({ min: 0, max: LIFETIME }), (wrong, waited, later) => {
    const now = NOW + waited;
    const key = { id: 'first', clientId: 'client', step: 0, name: 'EMAIL_CODE', exists: true };
    const give = (state: State, fingerprint: string, correct: boolean, overrides = {}, at = now) =>
      redeem(state, { ...key, fingerprint, ...overrides }, correct, at);
    let { state } = open(NEW_STATE, request(), LIMITS, NOW);
    const opened = state;

    for (let i = 0; i < wrong; i++) {
      const outcome = give(state, `wrong ${i}`, false);
      expect(outcome.verdict).toBe('WRONG');
      state = outcome.state;
    }
    expect(state).toEqual(opened);
    for (const elsewhere of [{ clientId: 'other' }, { step: 1 }, { name: 'OTHER' }, { id: 'other' }, { exists: false }]) {
      expect(give(state, 'right', true, elsewhere).verdict).not.toBe('CORRECT');
    }
    expect(give(state, 'right', true, {}, NOW + LIFETIME).verdict).not.toBe('CORRECT');
    const withheld = { ...state, user: { ...state.user, challenges: state.user.challenges.map((c) => ({ ...c, delivers: false })) } };
    expect(give(withheld, 'right', true).verdict).not.toBe('CORRECT');

    const { state: used, verdict } = give(state, 'right', true);
    expect(verdict).toBe('CORRECT');
    expect(give(used, 'right in another round', true, {}, now + later).verdict).not.toBe('CORRECT');
    expect(give(used, 'wrong', false, {}, now + later).verdict).not.toBe('CORRECT');
    expect(used.user.challenges).toMatchObject([{ triesLeft: TRIES }]);
  });

const PROPERTIES: readonly ((of: Links) => fc.IRawProperty<any>)[] = [looksRight, isSecret, opensOnce];

test('a link leads to a page of ours, tells nobody on its way what it opens, and what it opens with nobody can guess', () => {
  fc.assert(looksRight(links), { numRuns: 2_000 });
  fc.assert(isSecret(links), { numRuns: 500 });
});

test('a link opens once, here and in time; no number of wrong tokens takes it away', () => {
  fc.assert(opensOnce(links), { numRuns: 500 });
});

test.each(Object.entries(knownBadLinks))('a link that %s is found out', (_, bad) => {
  const options = { numRuns: 300, seed: 1, endOnFailure: true };
  expect(PROPERTIES.some((property) => (fc.check(property(bad), options) as fc.RunDetails<unknown>).failed)).toBe(true);
});

test('a token is the same whenever it is made, also after the next deployment', () => {
  const key = Buffer.alloc(32, 7);
  expect(tokenOf(key, 'AAAAAAAAAAAAAAAAAAAAAA')).toBe('AAAAAAAAAAAAAAAAAAAAAAM44ttpl1W2lEl-lCzaBTKLciKw5nMisSbsg9QEbLRcM');
  expect(linkOf('https://www.example.com', 'T'.repeat(65))).toBe(`https://www.example.com#token=${'T'.repeat(65)}`);
  expect(linkOf('https://www.example.com', 'T', 'Jürgen & Co')).toBe('https://www.example.com#username=J%C3%BCrgen+%26+Co&token=T');
});

test.each([
  ['A'.repeat(65), 'A'.repeat(22)], [`${'-_09azAZ'.repeat(8)}x`, '-_09azAZ-_09azAZ-_09az'],
  ['A'.repeat(64), undefined], ['A'.repeat(66), undefined], [`${'A'.repeat(64)}=`, undefined], ['', undefined], ['123456', undefined],
  [`${'A'.repeat(64)}\n`, undefined], [`${'A'.repeat(65)}\n`, undefined], [`#token=${'A'.repeat(65)}`, undefined],
])('the id in %j is %j', (answer, expected) => {
  expect(idInToken(answer)).toBe(expected);
});

test('a link for the longest page and a name of 128 ASCII characters fits in a line of a mail', () => {
  expect(linkOf(`https://www.example.com/${'a'.repeat(488)}`, 'T'.repeat(65), '&'.repeat(128)).length).toBeLessThanOrEqual(998);
  expect(chosen(PAGES, '1')).toBe(PAGES[1]);
});

function inCommon(a: string, b: string): number {
  return [...a].filter((character, i) => character === b[i]).length;
}

/** A user name with half a character in it cannot be written in a URL. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
