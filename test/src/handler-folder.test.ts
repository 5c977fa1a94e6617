import { randomUUID } from 'crypto';
import { readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { assetFolder, emailCode, flowOf, functionProperties, newStack, newUserPool, TRIGGERS } from './fixtures';
import { ChallengeSequence, EmailCodeOptions } from '../../src';

const BUNDLES = join(__dirname, '..', '..', 'assets', 'lambda');
const BUNDLE = {
  DefineAuthChallenge: 'define-auth-challenge/index.js',
  CreateAuthChallenge: 'create-auth-challenge/index.mjs',
  VerifyAuthChallengeResponse: 'verify-auth-challenge-response/index.mjs',
};

function codeKeys(options: Partial<EmailCodeOptions> = {}): string[] {
  const { triggers } = newUserPool(newStack(), { sequence: ChallengeSequence.passwordless(emailCode(options)) });
  return TRIGGERS.map((trigger) => functionProperties(triggers, trigger).Code.S3Key);
}

/** Folders in the temporary directory that hold the flow document of a sequence with this subject. */
function temporaryFolders(subject: string): string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith('custom-auth-'))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => flowDocumentIn(folder).includes(subject));
}

/** Empty if there is none: tests in other processes make and remove such folders all the time. */
function flowDocumentIn(folder: string): string {
  try {
    return readFileSync(join(folder, 'flow.json'), 'utf8');
  } catch {
    return '';
  }
}

test.each(TRIGGERS)('the code of %s is its bundle and the flow document', (trigger) => {
  const { triggers } = newUserPool(newStack());

  const folder = assetFolder(triggers, trigger);

  expect(readFileSync(join(folder, basename(BUNDLE[trigger])))).toEqual(readFileSync(join(BUNDLES, BUNDLE[trigger])));
  expect(flowOf(triggers, trigger)).toMatchObject({ version: 1, steps: [{ type: 'CUSTOM_CHALLENGE' }] });
});

test('all three functions have the same flow document', () => {
  const { triggers } = newUserPool(newStack());

  const [define, create, verify] = TRIGGERS.map((trigger) => flowOf(triggers, trigger));

  expect(create).toEqual(define);
  expect(verify).toEqual(define);
});

test('equal sequences are equal code, whatever the order of their options', () => {
  expect(codeKeys({ subject: 'Hello', tries: 2 })).toEqual(codeKeys({ tries: 2, subject: 'Hello' }));
});

test('another sequence is other code for each function', () => {
  const before = codeKeys();
  const after = codeKeys({ tries: 2 });

  TRIGGERS.forEach((_, index) => expect(after[index]).not.toBe(before[index]));
});

test('no temporary folder is left behind', () => {
  const subject = randomUUID();
  codeKeys({ subject });

  expect(temporaryFolders(subject)).toEqual([]);
});

test('without staging the code stays where the assembly points to', () => {
  const subject = randomUUID();
  const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
  newUserPool(new Stack(app, 'Stack'), { sequence: ChallengeSequence.passwordless(emailCode({ subject })) });

  const manifest = JSON.parse(readFileSync(join(app.synth().directory, 'Stack.assets.json'), 'utf8'));

  const sources = Object.values<any>(manifest.files).map((file) => file.source).filter((source) => source.packaging === 'zip');
  const folders = temporaryFolders(subject);
  expect(sources.map((source) => source.path).sort()).toEqual(folders.sort());
  expect(folders).toHaveLength(3);
  folders.forEach((folder) => rmSync(folder, { recursive: true }));
});

describe('size of the flow document', () => {
  const html = '{code}' + '€'.repeat(30_000);

  test('two large messages fit', () => {
    const sequence = ChallengeSequence.passwordless(emailCode({ html }), emailCode({ html }));

    expect(() => newUserPool(newStack(), { sequence })).not.toThrow();
  });

  test('more than 256 KB of UTF-8 is refused', () => {
    const sequence = ChallengeSequence.passwordless(emailCode({ html }), emailCode({ html }), emailCode({ html }));

    expect(() => newUserPool(newStack(), { sequence })).toThrow(/^the sequence must fit into 256 KB, got 27\d{4} bytes: shorten the messages/);
  });
});
