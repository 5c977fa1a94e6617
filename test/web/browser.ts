import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

/** Whatever a page asks for, no name outside this computer is even looked up. */
const ARGS = ['--disable-quic', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'];

/** A Chromium without a window: the one of `CHROMIUM_PATH`, else one that is installed, else the one that Playwright downloads. */
export async function launchBrowser(): Promise<Browser> {
  const { CHROMIUM_PATH: chosen } = process.env;
  if (chosen) return launch({ executablePath: chosen });
  const attempts: (() => LaunchOptions)[] = [
    ...PLACES.filter((place) => existsSync(place)).map((executablePath) => () => ({ executablePath })),
    () => ({ channel: 'chrome' }),
    // What Playwright has downloaded before.
    () => ({}),
    download,
  ];
  const problems: string[] = [];
  for (const attempt of attempts) {
    try {
      return await launch(attempt());
    } catch (error) {
      problems.push((error as Error).message.split('\n')[0]);
    }
  }
  throw new Error(`no Chromium to test the sign-in page with: install Chromium or Chrome, or set CHROMIUM_PATH to one\n${problems.join('\n')}`);
}

async function launch(options: LaunchOptions): Promise<Browser> {
  return chromium.launch({ ...options, args: ARGS });
}

function download(): LaunchOptions {
  const cli = path.join(path.dirname(require.resolve('playwright-core/package.json')), 'cli.js');
  const { status, stderr } = spawnSync(process.execPath, [cli, 'install', '--only-shell', 'chromium'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`playwright-core install: ${stderr.trim().split('\n').at(-1)}`);
  return {};
}
