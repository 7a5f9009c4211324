import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../user-error.ts';
import { findOffice, pdfOf } from './pdf.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-office-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that stands in for LibreOffice, so that what is said does not depend on the machine. */
function office(name: string, ...lines: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, ['#!/bin/sh', ...lines].join('\n'));
  chmodSync(file, 0o755);
  return file;
}

const told = (work: () => unknown): UserError => {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was told');
};

describe('LibreOffice is found', () => {
  test('where MINQING_SOFFICE says, before the PATH', () => {
    const [own, other] = [office('own'), office('soffice')];
    vi.stubEnv('PATH', folder);
    vi.stubEnv('MINQING_SOFFICE', own);
    expect(findOffice()).toBe(own);
    vi.stubEnv('MINQING_SOFFICE', '');
    expect(findOffice()).toBe(other);
  });

  test('under either of its names on the PATH, where it can be run', () => {
    vi.stubEnv('MINQING_SOFFICE', '');
    const file = office('libreoffice');
    vi.stubEnv('PATH', `/no/such:${folder}`);
    expect(findOffice()).toBe(file);
    chmodSync(file, 0o644);
    expect(told(findOffice).text).toMatch(
      /^--pdf: LibreOffice.*not on this machine\n {2}fix: .*apt-get.*MINQING_SOFFICE.*leave --pdf out/,
    );
  });

  test('nowhere, which is told of MINQING_SOFFICE if that is what is wrong', () => {
    vi.stubEnv('PATH', '');
    vi.stubEnv('MINQING_SOFFICE', '/no/such/soffice');
    expect(told(findOffice).text).toMatch(/^MINQING_SOFFICE: /);
  });
});

describe('a PDF', () => {
  const docx = () => {
    const file = join(folder, '月报.docx');
    writeFileSync(file, 'words');
    return file;
  };

  test('stands beside the .docx; nothing else is left', () => {
    const log = join(folder, 'log');
    const file = docx();
    const stub = office(
      'soffice',
      `echo "$@" > '${log}'`,
      'while [ "$1" != --outdir ]; do shift; done',
      'cp "$3" "$2/月报.pdf"',
    );
    expect(pdfOf(file, stub)).toBe(join(folder, '月报.pdf'));
    expect(readFileSync(join(folder, '月报.pdf'), 'utf8')).toBe('words');
    expect(readdirSync(folder).sort()).toEqual(['log', 'soffice', '月报.docx', '月报.pdf']);
    const said = readFileSync(log, 'utf8');
    // A profile of its own: one that is open on the desktop would take the work and do nothing.
    expect(said).toMatch(/-env:UserInstallation=file:\/\/\S+profile --headless --convert-to pdf --outdir /);
    expect(existsSync(/UserInstallation=file:\/\/(\S+)/.exec(said)![1]!)).toBe(false);
  });

  test.each([
    ['exit 3', ['exit 3']],
    ['SIGKILL', ['kill -9 $$']],
    ['exit 0', ['exit 0']],
  ])('that is not made is told, and how the office ended: %s', (how, lines) => {
    const file = docx();
    const error = told(() => pdfOf(file, office('soffice', ...lines)));
    expect(error.text).toContain(
      `LibreOffice made no PDF\n  fix: the .docx is complete; convert it by hand to see why (${how})`,
    );
    expect(error.exitCode).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['soffice', '月报.docx']);
  });
});
