export function warmUpCreate(): void {
  // The SDK opens its connections with the first calls.
}

export function warmUpVerify(): void {
  // Nor here.
}
