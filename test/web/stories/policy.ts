import type { Stage } from '../stage';
import { alert, heading } from '../steps';

export function policyStories(stage: Stage): void {
  test.each([
    ['sends nothing to other servers', 'fetch("http://127.0.0.1:1/")'],
    ['shows no picture of other servers', 'Object.assign(new Image(), { src: "http://127.0.0.1:1/" })'],
    ['runs no script but its own', 'document.head.append(Object.assign(document.createElement("script"), { textContent: "alert(1)" }))'],
    ['sends no form', 'Object.assign(document.querySelector("form"), { action: "http://127.0.0.1:1/" }).submit()'],
  ])('it %s', async (_, attempt) => {
    const page = await stage.visit('EmailCode');
    await heading(page, 'Sign in');
    stage.expectErrors(/Content Security Policy/);
    const refused = page.waitForEvent('console', (message) => message.text().includes('Content Security Policy'));
    await page.evaluate(attempt).catch(() => undefined);
    await refused;
  });

  test('it names the user pools to whoever asks for one that is not there', async () => {
    const page = await stage.visit('EmailCode');
    await page.goto(page.url().replace('EmailCode', 'Nope'));
    await alert(page, 'there is no user pool "Nope", ?pool= can be EmailCode, MagicLink, ');
    await page.goto(page.url().replace('?pool=Nope', ''));
    await heading(page, 'Sign in');
  });

  test('it tells no server where it is', async () => {
    const page = await stage.visit('EmailCode');
    const request = page.waitForRequest('**/config.json');
    await page.reload();
    expect(await (await request).allHeaders()).not.toHaveProperty('referer');
  });
}
