import { readFileSync } from 'node:fs';
import { defaultMail, PAGE } from '../../docs/pictures/default-mail';

test('the picture in the README was made of the default mail as it is now', () => {
  // If not: run docs/pictures/default-mail.ts, look at the picture and commit it.
  expect(readFileSync(PAGE, 'utf8')).toBe(defaultMail());
});
