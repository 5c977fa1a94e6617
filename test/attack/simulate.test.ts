import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** As somebody at the command line runs it. */
function simulate(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve('tsx/cli'), path.join(__dirname, 'simulate.ts'), ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** The cells of a row of a Markdown table, by its first one. */
function row(markdown: string, first: string): string[] {
  return markdown.split('\n').find((line) => line.startsWith(`| ${first} |`))!.split('|').slice(1, -1).map((cell) => cell.trim());
}

describe('the attack simulation', () => {
  test('bounds what the handlers let through, and sees through those that count in the session', () => {
    const { status, stdout } = simulate('--markdown', '--only', 'guessing', '--sessions', '2', '--days', '2', '--rate', '90');

    expect(stdout).not.toContain('BROKEN');
    expect(row(stdout, 'defaults, 6 digits').slice(3, 8)).toEqual(['10', '20', '40', '0.0010 %', '0.0020 %']);
    expect(parseFloat(row(stdout, 'naive control, 6 digits')[6])).toBeGreaterThan(20);
    expect(status).toBe(0);
  }, 60_000);

  test('fails when a claim does not hold', () => {
    // At so low a rate even the control resists.
    const { status, stdout } = simulate('--only', 'guessing', '--sessions', '1', '--rate', '5', '--days', '2');

    expect(stdout).toContain('BROKEN  naive control, 6 digits: P hour above 20 %');
    expect(status).toBe(1);
  }, 60_000);

  test('gives the same output for the same seed', () => {
    const run = () => simulate('--seed', 'a', '--only', 'monte-carlo', '--runs', '20');

    const first = run();

    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining('defaults, 6 digits') });
    expect(run().stdout).toBe(first.stdout);
  }, 60_000);

  test('explains itself, and says what is wrong with an option', () => {
    expect(simulate('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--seed TEXT') });
    expect(simulate('--runs', 'many')).toMatchObject({ status: 2, stderr: expect.stringContaining('--runs must be an integer from 1 to 100000, got many') });
  }, 60_000);
});
