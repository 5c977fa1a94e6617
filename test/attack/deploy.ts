import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Handlers } from './cognito';
import { readCloudAssembly } from '../../local/src/assembly/read-cloud-assembly';
import { handlerFile } from '../../local/src/runtime/handler-file';
import { AbuseLimits, type AbuseLimitsOptions, Challenge, ChallengeSequence, CustomAuthUserPool, EmailSender } from '../../src';
import { type Flow, FLOW_FILE } from '../../src/private/flow';
import { remove, synth } from '../support/synth';

export interface Policy {
  readonly name: string;
  readonly digits: number;
  readonly limits?: AbuseLimitsOptions;
}

/**
 * The handlers as they ship, loaded into this process out of a synthesized app.
 * @param digits shorter codes than the construct allows are written into the flow document, so that guesses succeed often enough to count
 */
export async function deploy({ limits, ...policy }: Policy, endpoint: string, digits = policy.digits): Promise<Handlers> {
  const outdir = synth((stack) => new CustomAuthUserPool(stack, 'Auth', {
    sequence: ChallengeSequence.passwordless(
      Challenge.emailCode({ codeLength: policy.digits, sender: EmailSender.ses({ fromAddress: 'no-reply@example.com' }) }),
    ),
    abuseLimits: limits && AbuseLimits.of(limits),
  }));
  try {
    const { functions, pools: [{ triggers }] } = readCloudAssembly(outdir);
    const load = async (trigger: keyof typeof triggers) => {
      const { codeDir, handler, environment } = functions.get(triggers[trigger])!;
      setCodeLength(path.join(codeDir, FLOW_FILE), digits);
      Object.assign(process.env, environment, {
        AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_ENDPOINT_URL: endpoint,
      });
      return (await import(handlerFile(codeDir, handler)!)).handler;
    };
    return {
      define: await load('DefineAuthChallenge'),
      create: await load('CreateAuthChallenge'),
      verify: await load('VerifyAuthChallengeResponse'),
    };
  } finally {
    remove(outdir);
  }
}

function setCodeLength(file: string, codeLength: number): void {
  const flow: Flow = JSON.parse(readFileSync(file, 'utf8'));
  const steps = flow.steps.map((step) => step.type === 'CUSTOM_CHALLENGE' ? { ...step, challenge: { ...step.challenge, codeLength } } : step);
  writeFileSync(file, JSON.stringify({ ...flow, steps }));
}
