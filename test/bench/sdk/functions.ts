/** The sequence that is measured invokes nobody's function, so the SDK's side need not carry a client for it. */
export async function invokeFunction(): Promise<never> {
  throw new Error('not measured');
}
