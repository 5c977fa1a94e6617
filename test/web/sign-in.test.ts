// The sign-in page of examples/web, built as it would be deployed, in a browser and against the local server.
import { useStage } from './stage';
import { captchaStories, imageCaptchaStories } from './stories/captchas';
import { choiceStories } from './stories/choice';
import { emailCodeStories } from './stories/email-code';
import { keyboardStories } from './stories/keyboard';
import { magicLinkStories } from './stories/magic-link';
import { passwordStories } from './stories/password';
import { policyStories } from './stories/policy';
import { strangerStories } from './stories/strangers';
import { viewStories } from './stories/views';
import { whatServersSay } from './stories/what-servers-say';

const stage = useStage();

describe('a code by e-mail', () => emailCodeStories(stage));
describe('a magic link', () => magicLinkStories(stage));
describe('a CAPTCHA', () => captchaStories(stage));
describe('a picture', () => imageCaptchaStories(stage));
describe('a choice', () => choiceStories(stage));
describe('a password first', () => passwordStories(stage));
describe('a stranger', () => strangerStories(stage));
describe('the keyboard', () => keyboardStories(stage));
describe('everybody can use', () => viewStories(stage));
describe('whatever servers say', () => whatServersSay(stage));
describe('the page', () => policyStories(stage));
