export async function loadPseudonymKey(): Promise<void> {
  // Ours comes while the function initialises; here it would be one more first call.
}

export function pseudonym(): undefined {
  return undefined;
}
