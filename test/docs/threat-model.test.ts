// The threat model names, for each attack, the line of code that stops it and the test that shows it: both must be there.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const page = readFileSync(path.join(ROOT, 'docs/threat-model.md'), 'utf8');

/** Rows of the tables of attacks: what is done, what stops it, the line, the test. */
const rows = [...page.matchAll(/^\| (?<attack>.+?) \| .+ \| \[(?<file>[\w./-]+)\]\(\.\.\/\k<file>\) (?<quoted>`.+`) \| \[(?<testFile>[\w./-]+)\]\(\.\.\/\k<testFile>\) “(?<title>.+)” \|$/gm)]
  .map(({ groups }) => groups!);

const attacks = /^## Attacks$(.*?)^## /ms.exec(page)![1].split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| attack |'));

test('every attack has a line of code and a test', () => {
  expect(rows.map(({ attack }) => attack)).toEqual(attacks.map((line) => line.split(' | ')[0].slice(2)));
});

test.each(rows)('$attack: $file, $testFile', ({ file, quoted, testFile, title }) => {
  expect(read(file)).toContain(unquoted(quoted));
  // A whole literal of the test file, not a few words of one.
  expect(read(testFile).replace(/\\'/g, "'")).toMatch(new RegExp(`(['"\`])${escaped(title)}\\1`));
});

function read(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

/** Code as it is in the file: without the marks around it, and with the bars that a table needs a backslash for. */
function unquoted(quoted: string): string {
  const [, marks] = /^(`+)/.exec(quoted)!;
  return quoted.slice(marks.length, -marks.length).replace(/\\\|/g, '|');
}
