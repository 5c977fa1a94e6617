/** Sends without the half second that hides a refusal, until `jest.restoreAllMocks()`: how long everybody waits is tested with each sender. */
export function withoutWaiting(): void {
  const { setTimeout } = global;
  jest.spyOn(global, 'setTimeout').mockImplementation(((done: () => void, ms?: number) => setTimeout(done, ms === 500 ? 0 : ms)) as typeof setTimeout);
}
