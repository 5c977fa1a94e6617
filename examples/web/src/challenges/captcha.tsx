import { useEffect, useRef, useState } from 'react';
import { CAPTCHA_PROVIDERS, loadScript } from '../captcha-providers';
import type { ChallengeProps } from '../challenge';
import { Screen } from '../screen';

/** The widget of the provider that the server names; each token is good for one answer, so each answer makes a new widget. */
export function Captcha({ challenge: { provider = '', siteKey = '', action }, answer, captchaScript }: ChallengeProps) {
  const box = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const place = document.createElement('div');
    let remove = () => {};
    let isOver = false;
    const show = async () => {
      const captcha = CAPTCHA_PROVIDERS[provider];
      await loadScript(captchaScript ?? captcha.script(siteKey));
      if (!isOver) remove = captcha.render(place, { siteKey, action, onToken: answer, onError: () => setFailed(true) });
    };
    box.current!.append(place);
    show().catch(() => setFailed(true));
    return () => {
      isOver = true;
      remove();
      place.remove();
    };
  }, [provider, siteKey, action, answer, captchaScript]);
  return (
    <Screen title="Are you a person?">
      <p>This keeps programs from sending mails through this page.</p>
      <div ref={box} className="captcha" />
      <div role="alert">{failed && <p className="problem">The check cannot be shown. Allow its scripts in your browser, then start over.</p>}</div>
    </Screen>
  );
}
