/** Something went wrong; the code is all that may be told of it. */
export class Fault extends Error {
  override readonly name = 'Fault';

  constructor(readonly code: string) {
    super(code);
  }
}
