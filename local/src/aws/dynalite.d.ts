declare module 'dynalite' {
  import { Server } from 'node:http';

  /** The server is not listening yet; closing it closes the store too. */
  export default function dynalite(options: { createTableMs?: number }): Server;
}
