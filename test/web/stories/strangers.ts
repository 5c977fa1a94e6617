import type { Stage } from '../stage';
import { alert, answer, begin, heading } from '../steps';

export function strangerStories(stage: Stage): void {
  test('whoever is unknown sees what everybody sees, to the end', async () => {
    const see = async (name: string): Promise<string[]> => {
      const page = await stage.visit('EmailCode');
      const seen: string[] = [];
      const look = async () => seen.push((await page.locator('main').innerText()).replaceAll(name, 'NAME').replace(/in \d+ s/, 'in N s'));
      await begin(page, name);
      await heading(page, 'Check your mail');
      await look();
      for (const left of ['2 more times', 'once more']) {
        await answer(page, '000000');
        await alert(page, `You can try ${left}.`);
        await look();
      }
      await answer(page, '000000');
      await alert(page, 'This sign-in is over');
      await look();
      return seen;
    };
    const known = await see(stage.newUser('EmailCode').email);
    const { messages } = stage;
    expect(await see('nobody@example.com')).toEqual(known);
    expect(stage.messages).toBe(messages);
  });
}
