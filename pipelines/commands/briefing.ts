import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canDrawChinese } from '../briefing/charts/png.ts';
import { composeBriefing } from '../briefing/compose.ts';
import { documentOf } from '../briefing/document.ts';
import { findOffice, pdfOf } from '../briefing/pdf.ts';
import type { BriefingKind, Scope } from '../briefing/scope.ts';
import { UserError } from '../user-error.ts';
import { periodId, reading } from './session.ts';
import { print, warn } from './terminal.ts';

export interface BriefingOptions {
  kind: BriefingKind;
  period?: string | undefined;
  about?: string | undefined;
  out?: string | undefined;
  pdf?: boolean | undefined;
}

/**
 * `minqing briefing`: a briefing as .docx in 公文 style, and as PDF.
 * @throws UserError when the period or what it is about is unknown, the file cannot be written, or LibreOffice is missing.
 */
export async function briefing(siteDir: string, options: BriefingOptions, json: boolean): Promise<void> {
  const office = options.pdf ? findOffice() : undefined;
  const out = options.out === undefined ? undefined : outFile(options.out);
  const request = {
    kind: options.kind,
    period: options.period === undefined ? undefined : periodId(options.period),
    about: options.about,
  };
  const { composed, dir } = await reading(siteDir, 'briefing', async (warehouse, site) => ({
    composed: await composeBriefing(warehouse, site, request),
    dir: site.dir,
  }));
  const drawn = canDrawChinese();
  if (!drawn)
    warn(
      'no font on this machine has Chinese characters: the charts are left out, their numbers are in the tables\n  fix: install one (Debian: apt-get install fonts-noto-cjk)',
    );
  const { scope } = composed;
  const file = out ?? join(dir, 'briefings', `${fileName(scope)}.docx`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.incoming`, await documentOf(composed.briefing, { drawn }));
  renameSync(`${file}.incoming`, file);
  const pdf = office && pdfOf(file, office);
  const edition = scope.edition?.edition ?? null;
  if (json)
    print(
      JSON.stringify({
        file,
        ...(pdf && { pdf }),
        kind: scope.kind,
        period: scope.period.id,
        about: scope.about ? `${scope.about.kind}:${scope.about.code}` : null,
        edition,
        as_of: scope.asOf,
        charts: drawn,
      }),
    );
  else
    print(
      `${composed.briefing.title}: ${file}${pdf ? ` and ${pdf}` : ''}\n  ${
        edition === null
          ? `the newest figures (未定稿), as of ${scope.asOf}; minqing publish freezes them`
          : `edition ${edition} (定稿), as of ${scope.asOf}`
      }`,
    );
}

function outFile(given: string): string {
  const file = resolve(given);
  if (!file.endsWith('.docx'))
    throw new UserError('a briefing is a .docx file', { where: given, fix: 'give it a name that ends in .docx' });
  if (!existsSync(dirname(file)) || !statSync(dirname(file)).isDirectory())
    throw new UserError('there is no such folder', { where: dirname(file), fix: 'make it, or name another one' });
  return file;
}

/** `monthly-2026-01`, `special-2026-01-unit-U07`: no character that a disk may refuse. */
const fileName = ({ kind, period, about }: Scope): string =>
  [kind, period.id.split(':')[1]!, ...(about ? [about.kind, about.code.replace(/[^\p{L}\p{N}_-]/gu, '_')] : [])].join(
    '-',
  );
