interface RenderOptions {
  readonly siteKey: string;
  readonly action?: string;
  readonly onToken: (token: string) => unknown;
  readonly onError: () => void;
}

interface CaptchaProvider {
  readonly script: (siteKey: string) => string;
  /** Shows the widget, if there is one; returns what takes it away. */
  readonly render: (place: HTMLElement, options: RenderOptions) => () => void;
}

interface Widgets {
  render(place: HTMLElement, options: object): string;
  remove?(widgetId: string): void;
}

interface Recaptcha extends Widgets {
  ready(callback: () => void): void;
  execute(siteKey: string, options: object): PromiseLike<string>;
}

declare global {
  interface Window {
    turnstile: Widgets;
    hcaptcha: Widgets;
    grecaptcha: Recaptcha & { enterprise: Recaptcha };
  }
}

/**
 * By the parameter `provider`. Tests run TURNSTILE, with a stand-in for its script; the others are as their documentation says, and have not been run.
 * What a page must allow them is in vite.config.ts.
 *
 * @see https://developers.cloudflare.com/turnstile/get-started/client-side-rendering/
 * @see https://docs.hcaptcha.com/configuration
 * @see https://developers.google.com/recaptcha/docs/display
 * @see https://developers.google.com/recaptcha/docs/v3
 * @see https://cloud.google.com/recaptcha/docs/instrument-web-pages
 */
export const CAPTCHA_PROVIDERS: Readonly<Record<string, CaptchaProvider>> = {
  TURNSTILE: {
    script: () => 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
    render: (place, options) => show(window.turnstile, place, options),
  },
  HCAPTCHA: {
    script: () => 'https://js.hcaptcha.com/1/api.js?render=explicit',
    render: (place, options) => show(window.hcaptcha, place, options),
  },
  RECAPTCHA_V2: {
    script: () => 'https://www.google.com/recaptcha/api.js?render=explicit',
    render: (place, options) => {
      window.grecaptcha.ready(() => show(window.grecaptcha, place, options));
      return () => {};
    },
  },
  RECAPTCHA_V3: {
    script: (siteKey) => `https://www.google.com/recaptcha/api.js?render=${encodeURIComponent(siteKey)}`,
    render: (_, options) => score(window.grecaptcha, options),
  },
  RECAPTCHA_ENTERPRISE: {
    script: (siteKey) => `https://www.google.com/recaptcha/enterprise.js?render=${encodeURIComponent(siteKey)}`,
    render: (_, options) => score(window.grecaptcha.enterprise, options),
  },
};

function show(widgets: Widgets, place: HTMLElement, { siteKey, action, onToken, onError }: RenderOptions): () => void {
  const id = widgets.render(place, { 'sitekey': siteKey, action, 'callback': onToken, 'error-callback': onError });
  return () => widgets.remove?.(id);
}

/** Asks the person nothing. */
function score(recaptcha: Recaptcha, { siteKey, action, onToken, onError }: RenderOptions): () => void {
  let isOver = false;
  recaptcha.ready(() => recaptcha.execute(siteKey, { action }).then((token) => !isOver && onToken(token), onError));
  return () => {
    isOver = true;
  };
}

const scripts = new Map<string, Promise<void>>();

/** Loads each script once. */
export async function loadScript(src: string): Promise<void> {
  const loaded = scripts.get(src) ?? new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => {
      scripts.delete(src);
      reject(new Error(`cannot load ${src}`));
    };
    document.head.append(script);
  });
  scripts.set(src, loaded);
  return loaded;
}
