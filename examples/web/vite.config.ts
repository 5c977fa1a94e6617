import { readFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** What the CAPTCHA provider of infra/app.ts loads. Another one needs other hosts; none, an empty string. */
const CAPTCHA = 'https://challenges.cloudflare.com';

export default defineConfig({
  // Wherever the page will be.
  base: './',
  plugins: [react(), contentSecurityPolicy()],
  build: { target: 'es2022' },
});

/** Allows what the page needs and nothing else. Only when it is built, since the development server writes scripts and styles into the page. */
function contentSecurityPolicy(): Plugin {
  let publicDir = '';
  return {
    name: 'content-security-policy',
    apply: 'build',
    configResolved: (config) => {
      publicDir = config.publicDir;
    },
    transformIndexHtml: () => [{
      tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', 'content': policyFor(endpointsIn(publicDir)) }, injectTo: 'head-prepend',
    }],
  };
}

function policyFor(endpoints: readonly string[]): string {
  const directives = {
    'default-src': "'none'",
    'script-src': `'self' ${CAPTCHA}`,
    'frame-src': CAPTCHA || "'none'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'connect-src': ["'self'", ...endpoints].join(' '),
    'base-uri': "'none'",
    'form-action': "'none'",
  };
  return Object.entries(directives).map((directive) => directive.join(' ')).join('; ');
}

/** Where the user pools of config.json are served. */
function endpointsIn(publicDir: string): string[] {
  const { pools } = JSON.parse(readFileSync(path.join(publicDir, 'config.json'), 'utf8'));
  const endpoints = Object.values<{ userPoolId: string; userPoolEndpoint?: string }>(pools)
    .map(({ userPoolId, userPoolEndpoint }) => userPoolEndpoint ?? `https://cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com`);
  return [...new Set(endpoints)];
}
