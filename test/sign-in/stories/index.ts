import { appClientStories } from './app-clients';
import { captchaStories } from './captcha';
import { choiceStories } from './choice';
import { emailCodeStories } from './email-code';
import { imageCaptchaStories } from './image-captcha';
import { magicLinkStories } from './magic-link';
import { passwordStories } from './password';
import { questionStories } from './question';
import { sequenceStories } from './sequences';
import { smsCodeStories } from './sms-code';
import { strangerStories } from './strangers';
import { tokenStories } from './tokens';
import type { Clients } from '../clients';
import { useStage } from '../stage';

/** Plays all stories by these clients, with the handlers running on a Node.js binary. */
export function tellStories(node: string, clients: Clients): void {
  const stage = useStage(node);
  describe('a code by e-mail', () => emailCodeStories(stage, clients));
  describe('a code by SMS', () => smsCodeStories(stage, clients));
  describe('a link by e-mail', () => magicLinkStories(stage, clients));
  describe('a password before it', () => passwordStories(stage, clients));
  describe('a question after it', () => questionStories(stage, clients));
  describe('a CAPTCHA before it', () => captchaStories(stage, clients));
  describe('several in a row', () => sequenceStories(stage, clients));
  describe('a choice', () => choiceStories(stage, clients));
  describe('a picture before it', () => imageCaptchaStories(stage, clients));
  describe('strangers', () => strangerStories(stage, clients));
  describe('app clients', () => appClientStories(stage, clients));
  describe('tokens', () => tokenStories(stage, clients));
}
