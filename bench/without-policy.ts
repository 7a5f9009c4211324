import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Passes on what the server at `url` answers, without its policy for scripts: Evidence's database compiles WebAssembly,
 * which our pages never do and our server forbids.
 */
export async function withoutPolicy(url: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((asked, answer) => {
    const onward = request(new URL(asked.url ?? '/', url), { method: asked.method, headers: asked.headers }, (from) => {
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
