/** The sequence that is measured has no secrets, so the SDK's side need not carry a client for them. */
export async function getSecretValue(): Promise<never> {
  throw new Error('not measured');
}
