import { spawnSync } from 'node:child_process';
import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../user-error.ts';

/** How long a conversion may take. */
const patience = 180_000;

/**
 * The LibreOffice of this machine: `MINQING_SOFFICE`, else `soffice` or `libreoffice` on the PATH.
 * @throws UserError when there is none
 */
export function findOffice(): string {
  const given = process.env.MINQING_SOFFICE;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const candidates = given
    ? [given]
    : folders.flatMap((folder) => [join(folder, 'soffice'), join(folder, 'libreoffice')]);
  const found = candidates.find(isExecutable);
  if (!found)
    throw new UserError('LibreOffice, which makes the PDF, is not on this machine', {
      where: given ? 'MINQING_SOFFICE' : '--pdf',
      fix: 'install it (Debian: apt-get install libreoffice-writer), name it with MINQING_SOFFICE, or leave --pdf out and print the .docx',
    });
  return found;
}

/**
 * Converts a .docx to a PDF beside it; returns the PDF's path. The office gets a profile of its own, so that one that is
 * open on the desktop is not in the way.
 * @throws UserError (exit 1) when no PDF comes out
 */
export function pdfOf(docx: string, office: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'minqing-pdf-'));
  try {
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile'))}`;
    const made = spawnSync(office, [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, docx], {
      timeout: patience,
      stdio: 'ignore',
    });
    const produced = join(folder, basename(docx).replace(/\.docx$/, '.pdf'));
    if (!existsSync(produced))
      throw new UserError('LibreOffice made no PDF', {
        where: docx,
        fix: `the .docx is complete; convert it by hand to see why (${made.error?.message ?? made.signal ?? `exit ${made.status}`})`,
        exitCode: 1,
      });
    const pdf = docx.replace(/\.docx$/, '.pdf');
    // The temporary folder may lie on another disk, so: beside the target first, then in one step.
    copyFileSync(produced, `${pdf}.incoming`);
    renameSync(`${pdf}.incoming`, pdf);
    return pdf;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
