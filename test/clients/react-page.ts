// A web page made of the React recipe, in a browser.
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Stage } from '../sign-in/stage';
import { recipe } from '../support/recipes';
import { remove } from '../support/synth';
import { launchBrowser } from '../web/browser';

const FILES = ['SignIn.jsx', 'captcha.js', 'magic-link.js', 'messages.js'];

/** The reader's own part; what signs in stays on the page as text. */
const MAIN = `
  import { useState } from 'react';
  import { createRoot } from 'react-dom/client';
  import { SignIn } from './SignIn.jsx';
  import { tokens } from './sign-in.js';

  let made = 0;
  // In the place of the provider's script.
  window.turnstile = {
    render: (element, { action, callback }) => {
      made += 1;
      const token = 'pass?' + new URLSearchParams({ hostname: 'www.example.com', action, id: location.href + performance.timeOrigin + made });
      const button = Object.assign(document.createElement('button'), { textContent: 'I am a person' });
      button.onclick = () => callback(made === 1 && location.search.includes('refused') ? 'made up' : token);
      element.append(button);
    },
  };

  function App() {
    const [shown, show] = useState();
    return shown ? <output>{shown.idToken}</output> : <SignIn onSignedIn={async () => show(await tokens())} />;
  }
  createRoot(document.body.appendChild(document.createElement('div'))).render(<App />);
`;

export class ReactPage {
  private readonly server: Server = createServer((_, response) => response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': 'img-src data:' })
    .end(`<!doctype html><html lang="en"><title>Sign in</title><body><script>${this.script.replace(/<\/script/g, '<\\/script')}</script>`));
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'react-'));
  private browser!: Browser;
  private script = '';

  async open(stage: Stage, pools: readonly Parameters<Stage['target']>[0][]): Promise<void> {
    const write = (file: string, code: string) => writeFileSync(path.join(this.folder, file), code);
    for (const file of FILES) write(file, recipe('React with aws-amplify v6', file).code);
    write('sign-in.js', recipe('aws-amplify v6', 'sign-in.js').code);
    const configs = pools.map((pool) => {
      const { userPoolId, clientId } = stage.target(pool);
      return [pool, { userPoolId, clientId, endpoint: stage.server }];
    });
    write('config.js', `
      const configs = ${JSON.stringify(Object.fromEntries(configs))};
      export const { userPoolId, clientId, endpoint } = configs[new URLSearchParams(location.search).get('pool')];
    `);
    write('main.jsx', MAIN);
    const { outputFiles } = await build({
      entryPoints: [path.join(this.folder, 'main.jsx')],
      nodePaths: [path.join(__dirname, '../../node_modules')],
      define: { 'process.env.NODE_ENV': '"production"' },
      bundle: true,
      write: false,
      jsx: 'automatic',
      charset: 'ascii',
      logLevel: 'error',
    });
    this.script = outputFiles[0].text;
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.browser = await launchBrowser();
  }

  async close(): Promise<void> {
    await this.browser?.close();
    this.server.close();
    this.server.closeAllConnections();
    remove(this.folder);
  }

  async newContext(): Promise<BrowserContext> {
    const context = await this.browser.newContext();
    context.setDefaultTimeout(15_000);
    return context;
  }

  async visit(context: BrowserContext, search: string, hash = ''): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/?pool=${search}${hash}`);
    return page;
  }
}
