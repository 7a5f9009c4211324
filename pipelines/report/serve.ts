import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { UserError } from '../user-error.ts';
import { basePathOf } from './base-path.ts';
import { type PasswordFile, readPasswordFile, TooManyTries } from './password-file.ts';

export interface ServeOptions {
  /** Loopback unless asked otherwise: the site is not for everybody. */
  host?: string;
  /** 0: any free port. */
  port?: number;
  /** Where the site lies on the host, as `/minqing`; the top unless given. */
  basePath?: string;
  /** Who may read it; anybody who reaches the port unless given. */
  passwordFile?: string;
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
  '.arrow': 'application/vnd.apache.arrow.stream',
  '.csv': 'text/csv; charset=utf-8',
};

const security = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  // Scripts within a page are narrowed to its own by the policy that each page brings along, by their hashes.
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; connect-src 'self'; form-action 'self'",
};

/** Files named by their content never change under their name. */
const immutable = /^\/_app\/immutable\//;
const compressible = /^(text|application\/(json|vnd\.apache)|image\/svg)/;

/** What one running server knows. */
interface Serving {
  root: string;
  base: string;
  passwords: PasswordFile | undefined;
  /** Answers as they are sent, by encoding and tag. */
  made: Map<string, Promise<Buffer>>;
}

/**
 * Serves a built site: compressed, cached, with security headers, nothing outside the folder, to those of the password file.
 * @throws UserError when there is no site, the port is taken, or the password file or base path cannot be used.
 */
export async function serveSite(
  folder: string,
  { host = '127.0.0.1', port = 0, basePath = '', passwordFile }: ServeOptions = {},
): Promise<ServedSite> {
  const serving: Serving = {
    root: siteRoot(folder),
    base: basePathOf(basePath),
    passwords: passwordFile === undefined ? undefined : readPasswordFile(passwordFile),
    made: new Map(),
  };
  const server = createServer((request, response) => {
    answer(serving, request, response).catch(() => {
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
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}${serving.base}/`,
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

async function answer(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return plain(response, 405, '不支持的方法', { allow: 'GET, HEAD' });
  if (!(await isAdmitted(serving, request, response))) return;
  const path = pathOf(request.url);
  if (path === undefined) return plain(response, 400, '地址有误');
  const { root, base } = serving;
  if (path === base || (base && path === '/')) return plain(response, 308, '', { location: `${base}/` });
  if (!path.startsWith(`${base}/`)) return plain(response, 404, '没有这一页');
  const inside = path.slice(base.length);
  const found = fileOf(root, inside);
  if (!found) return plain(response, 404, '没有这一页');
  if (found === 'folder') return plain(response, 308, '', { location: `${encodeURI(path.replace(/^\/+/, '/'))}/` });

  const { mtimeMs, size } = statSync(found);
  const type = types[extname(found)] ?? 'application/octet-stream';
  const encoding = compressible.test(type) && size > 1024 ? encodingFor(request.headers['accept-encoding']) : undefined;
  const content = createHash('sha256').update(`${found}|${mtimeMs}|${size}`).digest('hex').slice(0, 20);
  const tag = `"${content}${encoding ? `-${encoding}` : ''}"`;
  const headers: Record<string, string | number> = {
    ...security,
    'content-type': type,
    'cache-control': `${immutable.test(inside) ? 'max-age=31536000, immutable' : 'no-cache'}, ${serving.passwords ? 'private' : 'public'}`,
    etag: tag,
    vary: 'accept-encoding',
  };
  if (isKnown(request.headers['if-none-match'], tag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const body = encoding
    ? await remembered(serving.made, tag, async () => compress(await readFile(found), encoding))
    : await readFile(found);
  if (encoding) headers['content-encoding'] = encoding;
  response.writeHead(200, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Whether the reader may see the site; if not, that is answered. */
async function isAdmitted(
  { passwords }: Serving,
  { headers }: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (!passwords) return true;
  const given = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(headers.authorization ?? '');
  const [, name, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(given?.[1] ?? '', 'base64').toString('utf8')) ?? [];
  try {
    if (name !== undefined && (await passwords.admits(name, password!))) return true;
  } catch (error) {
    if (!(error instanceof TooManyTries)) throw error;
    plain(response, 429, '登录过于频繁，请稍后再试', { 'retry-after': '5' });
    return false;
  }
  plain(response, 401, '需要用户名和密码', { 'www-authenticate': 'Basic realm="minqing", charset="UTF-8"' });
  return false;
}

const isKnown = (known: string | undefined, tag: string): boolean =>
  (known ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === tag || each.trim() === '*');

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
