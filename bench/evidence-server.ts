import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';

/**
 * Passes on what the server at `url` answers, with what Evidence's pages need and ours never do: no policy that forbids
 * compiling WebAssembly, and its 34 MB sent as such, compressed once and cached for ever.
 */
export async function evidenceServer(url: string): Promise<{ url: string; close: () => Promise<void> }> {
  const modules = new Map<string, Promise<Buffer>>();
  const server = createServer((asked, answer) => {
    const address = new URL(asked.url ?? '/', url);
    if (address.pathname.endsWith('.wasm')) {
      const found = modules.get(address.pathname) ?? compressed(address);
      modules.set(address.pathname, found);
      found.then(
        (bytes) => sendModule(answer, bytes),
        () => answer.destroy(),
      );
      return;
    }
    const onward = request(address, { method: asked.method, headers: asked.headers }, (from) => {
      const { 'content-security-policy': _, ...headers } = from.headers;
      answer.writeHead(from.statusCode ?? 502, headers);
      from.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function compressed(address: URL): Promise<Buffer> {
  const bytes = Buffer.from(await (await fetch(address)).arrayBuffer());
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
}

function sendModule(answer: ServerResponse, bytes: Buffer): void {
  answer.writeHead(200, {
    'content-type': 'application/wasm',
    'content-encoding': 'br',
    'content-length': bytes.length,
    'cache-control': 'public, max-age=31536000, immutable',
  });
  answer.end(bytes);
}
