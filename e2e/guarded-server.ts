import { type ClientHttp2Session, connect, createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** Stands before a server and refuses its operators' calls, as Temporal Cloud does. */
export async function guardedServer(address: string): Promise<{ address: string; close: () => Promise<void> }> {
  const behind: ClientHttp2Session = connect(`http://${address}`);
  const front: Http2Server = createServer();
  front.on('stream', (stream, headers) => {
    if (String(headers[':path']).includes('operatorservice'))
      return stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '7', 'grpc-message': 'no operator' },
        { endStream: true },
      );
    const onward = behind.request({ ...headers });
    let trailers = {};
    onward.on('trailers', (given) => {
      trailers = given;
    });
    onward.on('response', (head) => {
      if (head['grpc-status'] !== undefined) return stream.respond(head, { endStream: true });
      stream.respond(head, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      onward.pipe(stream);
    });
    stream.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(front.address() as AddressInfo).port}`,
    close: async () => {
      behind.destroy();
      front.close();
    },
  };
}
