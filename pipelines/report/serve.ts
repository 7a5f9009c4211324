import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { UserError } from '../user-error.ts';

export interface ServeOptions {
  /** Loopback unless asked otherwise: the site is not for everybody. */
  host?: string;
  /** 0: any free port. */
  port?: number;
}

export interface ServedSite {
  url: string;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.arrow': 'application/vnd.apache.arrow.stream',
  '.csv': 'text/csv; charset=utf-8',
};

const security = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'content-security-policy': "frame-ancestors 'none'; base-uri 'self'; connect-src 'self'; form-action 'self'",
};

/** Files named by their content never change under their name. */
const immutable = /^\/(_app\/immutable|data\/[^/]+\/[0-9a-f]{16})\//;
const compressible = /^(text|application\/(json|wasm|vnd\.apache)|image\/svg)/;

/**
 * Serves a built site: compressed, cached, with security headers, nothing outside the folder.
 * @throws UserError when there is no site or the port is taken.
 */
export async function serveSite(
  folder: string,
  { host = '127.0.0.1', port = 0 }: ServeOptions = {},
): Promise<ServedSite> {
  const root = siteRoot(folder);
  const answers = new Map<string, Promise<Buffer>>();
  const server = createServer((request, response) => {
    answer(root, request, response, answers).catch(() => {
      if (!response.headersSent) plain(response, 500, '服务器出错');
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new UserError(`port ${port} is in use`, {
              where: `${host}:${port}`,
              fix: 'choose another with --port',
              exitCode: 1,
            })
          : new UserError(`cannot listen (${error.code})`, {
              where: `${host}:${port}`,
              fix: 'choose another --host or --port',
              exitCode: 1,
            }),
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function siteRoot(folder: string): string {
  try {
    statSync(join(folder, 'index.html'));
    return realpathSync(folder);
  } catch {
    throw new UserError('no site has been built yet', {
      where: folder,
      fix: 'run `minqing report` first',
      exitCode: 1,
    });
  }
}

async function answer(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  compressed: Map<string, Promise<Buffer>>,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(response, 405, '不支持的方法', { allow: 'GET, HEAD' });
  const path = pathOf(request.url);
  if (path === undefined) return plain(response, 400, '地址有误');
  const found = fileOf(root, path);
  if (!found) return plain(response, 404, '没有这一页');
  if (found === 'folder') return plain(response, 308, '', { location: `${encodeURI(path)}/` });

  const { mtimeMs, size } = statSync(found);
  const tag = `"${createHash('sha256').update(`${found}|${mtimeMs}|${size}`).digest('hex').slice(0, 20)}"`;
  const type = types[extname(found)] ?? 'application/octet-stream';
  const headers: Record<string, string | number> = {
    ...security,
    'content-type': type,
    'cache-control': immutable.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: tag,
    vary: 'accept-encoding',
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  const encoding = compressible.test(type) && size > 1024 ? encodingFor(request.headers['accept-encoding']) : undefined;
  const body = encoding
    ? await remembered(compressed, `${encoding}|${tag}`, async () => compress(await readFile(found), encoding))
    : await readFile(found);
  if (encoding) headers['content-encoding'] = encoding;
  response.writeHead(200, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function plain(response: ServerResponse, status: number, text: string, more: Record<string, string> = {}): void {
  response
    .writeHead(status, {
      ...security,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...more,
    })
    .end(text);
}

/** The decoded path of an address, or undefined when it is malformed. */
function pathOf(url = '/'): string | undefined {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0]!);
    return path.startsWith('/') && !path.includes('\0') && !path.includes('\\') ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The file behind a path, `folder` where a slash is missing, nothing when there is none or it lies outside. */
function fileOf(root: string, path: string): string | 'folder' | undefined {
  const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
  try {
    const real = realpathSync(file);
    if (!real.startsWith(root + sep)) return undefined;
    if (statSync(real).isDirectory()) return statSync(join(real, 'index.html')).isFile() ? 'folder' : undefined;
    return real;
  } catch {
    return undefined;
  }
}

function encodingFor(accepted: string | string[] | undefined): 'br' | 'gzip' | undefined {
  const names = String(accepted ?? '')
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]!.trim());
  return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : undefined;
}

const compress = (bytes: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> =>
  encoding === 'br'
    ? promisify(brotliCompress)(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      })
    : promisify(gzip)(bytes);

/** Keeps what was compressed; forgets everything when a rebuilt site has left too much behind. */
function remembered(kept: Map<string, Promise<Buffer>>, key: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const known = kept.get(key);
  if (known) return known;
  if (kept.size > 2000) kept.clear();
  const made = make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}
