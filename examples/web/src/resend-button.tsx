import { useEffect, useState } from 'react';
import type { ChallengeProps } from './challenge';

interface ResendButtonProps extends Pick<ChallengeProps, 'challenge' | 'busy' | 'resend'> {
  readonly label: string;
}

/** Counts down until another one may be asked for. Screen readers tell the seconds when they come to the button, and once that they are over. */
export function ResendButton({ challenge, busy, resend, label }: ResendButtonProps) {
  const wait = Number(challenge.resendAfter ?? 0);
  const seconds = useSecondsLeft(wait);
  const isReady = seconds === 0;
  return (
    <div className="resend">
      <button type="button" className="quiet" aria-disabled={!isReady || busy} aria-describedby="wait" onClick={() => isReady && !busy && resend()}>
        {label}
      </button>
      <span id="wait">{isReady ? '' : `in ${seconds} s`}</span>
      <span role="status" className="unseen">{isReady && wait > 0 ? `${label}: possible now` : ''}</span>
    </div>
  );
}

/** By the clock, since browsers let a page in the background sleep. */
function useSecondsLeft(wait: number): number {
  const [end] = useState(() => Date.now() + wait * 1000);
  const [now, setNow] = useState(() => Date.now());
  const seconds = Math.max(0, Math.ceil((end - now) / 1000));
  useEffect(() => {
    if (seconds === 0) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), (end - now) % 1000 || 1000);
    return () => clearTimeout(timer);
  }, [end, now, seconds]);
  return seconds;
}
