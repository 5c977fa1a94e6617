import { asksForResend, type DefineEvent } from './events';
import { loadFlow } from './flow/document';
import { nextStep } from './flow/next-step';

const flow = loadFlow();

export async function handler(event: DefineEvent): Promise<DefineEvent> {
  const next = nextStep(flow, event.request.session ?? [], asksForResend(event));
  event.response = {
    challengeName: next.type === 'ASK' ? next.challengeName : null,
    issueTokens: next.type === 'TOKENS',
    failAuthentication: next.type === 'FAIL',
  };
  return event;
}
