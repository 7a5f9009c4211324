import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { UserError } from '../user-error.ts';

/**
 * A file of those who may read the site, one a line: `name:scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, salt and hash in base64url.
 * Lines that begin with # are remarks.
 */
export interface PasswordFile {
  /** Whether this is somebody's name and password. Takes as long for a name that nobody has. */
  admits(name: string, password: string): Promise<boolean>;
}

interface Hashed {
  cost: number;
  blockSize: number;
  parallel: number;
  salt: Buffer;
  hash: Buffer;
}

/** 16 MB and a quarter of a second a try: what OWASP asks of scrypt where memory is short. */
const preset = { cost: 14, blockSize: 8, parallel: 5 };
const bytes = 32;
/** Passwords being checked at once; more must come again. */
const mostWaiting = 8;
const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** Too many passwords are being tried at once. */
export class TooManyTries extends Error {}

/**
 * Reads a password file once. A password found right is remembered as a keyed hash, so that a page with many files costs one scrypt.
 * @throws UserError when it is missing, holds nobody, or a line is none of ours.
 */
export function readPasswordFile(file: string): PasswordFile {
  const people = new Map(linesOf(file));
  if (people.size === 0)
    throw new UserError('nobody stands in it', { where: file, fix: 'add a reader with `minqing password FILE NAME`' });
  const nobody: Hashed = { ...preset, salt: randomBytes(16), hash: randomBytes(bytes) };
  const key = randomBytes(32);
  const right = new Set<string>();
  let waiting = 0;
  return {
    async admits(name, password) {
      const seen = createHmac('sha256', key).update(`${name.length}:${name}${password}`).digest('base64');
      if (right.has(seen)) return true;
      if (waiting >= mostWaiting) throw new TooManyTries();
      waiting++;
      try {
        const known = people.get(name);
        const fits = await isPassword(password, known ?? nobody);
        if (fits && known) right.add(seen);
        return fits && known !== undefined;
      } finally {
        waiting--;
      }
    },
  };
}

/**
 * Adds a reader to a password file, or gives one a new password; the file is readable by its owner alone.
 * @throws UserError when the name or the password cannot be used.
 */
export async function addPassword(file: string, name: string, password: string): Promise<void> {
  if (!/^[^:\s#][^:\s]{0,63}$/u.test(name))
    throw new UserError('a name has 1 to 64 characters, no colon and no space', { where: name, fix: 'choose another' });
  if (password.length < 10 || password.length > 256)
    throw new UserError('a password has 10 to 256 characters', { where: file, fix: 'choose another' });
  const salt = randomBytes(16);
  const hash = await derived(password, { ...preset, salt });
  const line = `${name}:scrypt$${preset.cost}$${preset.blockSize}$${preset.parallel}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
  const others = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((other) => other && !other.startsWith(`${name}:`))
    : [];
  writeFileSync(file, `${[...others, line].join('\n')}\n`, { mode: 0o600 });
}

function linesOf(file: string): [string, Hashed][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserError('the password file cannot be read', {
      where: file,
      fix: 'make one with `minqing password FILE NAME`',
    });
  }
  return text.split(/\r?\n/).flatMap((line, i): [string, Hashed][] => {
    if (!line.trim() || line.startsWith('#')) return [];
    const parts = /^([^:\s]+):scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/.exec(line);
    const [cost, blockSize, parallel] = parts ? parts.slice(2, 5).map(Number) : [];
    if (
      !parts ||
      !(cost! >= 12 && cost! <= 18 && blockSize! >= 8 && blockSize! <= 16 && parallel! >= 1 && parallel! <= 16)
    )
      throw new UserError('this is no line of a password file', {
        where: `${file}:${i + 1}`,
        fix: 'make it with `minqing password FILE NAME`; a password itself never stands in the file',
      });
    return [
      [
        parts[1]!,
        {
          cost: cost!,
          blockSize: blockSize!,
          parallel: parallel!,
          salt: Buffer.from(parts[5]!, 'base64url'),
          hash: Buffer.from(parts[6]!, 'base64url'),
        },
      ],
    ];
  });
}

const isPassword = async (password: string, known: Hashed): Promise<boolean> =>
  timingSafeEqual(await derived(password, known), known.hash);

const derived = (password: string, { cost, blockSize, parallel, salt }: Omit<Hashed, 'hash'>): Promise<Buffer> =>
  derive(password.normalize('NFC'), salt, bytes, {
    N: 2 ** cost,
    r: blockSize,
    p: parallel,
    maxmem: 256 * 2 ** cost * blockSize,
  });
