// Renders the default mail as README.md shows it: npx tsx docs/pictures/default-mail.ts
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ChallengeSequence } from '../../src';
import { emailCode, flowOf, newStack, newUserPool } from '../../test/src/fixtures';
import { launchBrowser } from '../../test/web/browser';

/** The HTML of which the picture was made, kept beside it so that a test sees when it is out of date. */
export const PAGE = path.join(__dirname, 'default-mail.html');

export function defaultMail(): string {
  const { triggers } = newUserPool(newStack(), { sequence: ChallengeSequence.passwordless(emailCode({ appName: 'Example' })) });
  return flowOf(triggers).steps[0].challenge.message.html.replaceAll('{code}', '482913');
}

async function render(): Promise<void> {
  writeFileSync(PAGE, defaultMail());
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 560, height: 374 } });
  await page.goto(`file://${PAGE}`);
  await page.screenshot({ path: PAGE.replace('.html', '.png'), fullPage: true });
  await browser.close();
}

if (require.main === module) void render();
