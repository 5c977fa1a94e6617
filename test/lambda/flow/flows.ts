import type { Flow, FlowLimits, FlowOption, FlowStep } from '../../../src/private/flow';

export const SRP_A: FlowStep = { type: 'SRP_A' };
export const PASSWORD_VERIFIER: FlowStep = { type: 'PASSWORD_VERIFIER' };

/** The defaults. */
export const LIMITS: FlowLimits = {
  resendCoolDown: 60,
  sends: { hour: 5, day: 10 },
  failures: { hour: 10, day: 20 },
  consecutiveFailures: 100,
  pool: { sends: 10_000, failures: 1_000, shards: 8 },
};

export function emailCode(overrides: Partial<{ tries: number; lifetime: number; codeLength: number }> = {}): FlowStep {
  return {
    type: 'CUSTOM_CHALLENGE',
    challenge: {
      kind: 'EMAIL_CODE',
      name: 'EMAIL_CODE',
      lifetime: 300,
      tries: 3,
      sends: true,
      guessable: true,
      codeLength: 6,
      sender: { type: 'SES', from: 'no-reply@example.com' },
      message: { subject: 'Your code', text: 'Code {code}, good for {minutes} minutes' },
      ...overrides,
    },
  };
}

export const QUESTION: FlowStep = {
  type: 'CUSTOM_CHALLENGE',
  challenge: {
    kind: 'CUSTOM',
    name: 'QUESTION',
    lifetime: 300,
    tries: 3,
    sends: false,
    guessable: true,
    createFunction: 'arn:aws:lambda:us-east-1:123456789012:function:create',
    verifyFunction: 'arn:aws:lambda:us-east-1:123456789012:function:verify',
  },
};

export const SMS_CODE: FlowStep = {
  type: 'CUSTOM_CHALLENGE',
  challenge: {
    kind: 'SMS_CODE',
    name: 'SMS_CODE',
    lifetime: 300,
    tries: 3,
    sends: true,
    guessable: true,
    codeLength: 6,
    sender: { type: 'SNS', messageType: 'TRANSACTIONAL' },
    message: '{code}',
  },
};

/** A link alone, or with a code beside it. */
export function magicLink(codeLength?: number): FlowStep {
  return {
    type: 'CUSTOM_CHALLENGE',
    challenge: {
      kind: 'MAGIC_LINK',
      name: 'MAGIC_LINK',
      lifetime: 300,
      tries: 1,
      sends: true,
      guessable: codeLength !== undefined,
      baseUrls: ['https://www.example.com'],
      crossDevice: false,
      codeLength,
      sender: { type: 'SES', from: 'no-reply@example.com' },
      message: { subject: 'Your link', text: '{link}' },
    },
  };
}

/** Between the challenges of these steps. */
export function choice(...steps: FlowStep[]): FlowStep {
  const options = steps.map((step) => (step as { challenge: FlowOption }).challenge);
  return {
    type: 'CUSTOM_CHALLENGE',
    challenge: { kind: 'CHOICE', name: 'CHOICE', lifetime: 300, tries: 3, sends: false, guessable: false, options },
  };
}

export function flowOf(...steps: FlowStep[]): Flow {
  return { version: 1, steps, limits: LIMITS };
}

export const passwordless = (...custom: FlowStep[]) => flowOf(...custom);
export const srpAndCustom = (...custom: FlowStep[]) => flowOf(SRP_A, PASSWORD_VERIFIER, ...custom);
export const passwordVerifier = (...custom: FlowStep[]) => flowOf(PASSWORD_VERIFIER, ...custom);
export const srpThenCustom = (...custom: FlowStep[]) => flowOf(SRP_A, ...custom);
