import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The way between the clients and the server, for stories in which somebody listens. */
export class Wire {
  /** The session that a client was given last. */
  session = '';
  private readonly server: Server;

  constructor(private readonly to: string) {
    this.server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      const { 'content-type': contentType = '', 'x-amz-target': target = '' } = headers;
      const answer = await fetch(this.to + url, { method, headers: { 'content-type': contentType, 'x-amz-target': String(target) }, body: await text(request) });
      const body = await answer.text();
      this.session = JSON.parse(body).Session ?? this.session;
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body);
    });
  }

  /** Where clients connect. */
  async open(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
