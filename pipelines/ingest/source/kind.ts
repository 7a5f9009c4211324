import { UserError } from '../../user-error.ts';

/** What the bytes are. A `zip` may be a workbook. */
export type ContentKind = 'text' | 'gzip' | 'zip' | 'parquet';

/**
 * What bytes are, judged by the first of them, never by a name.
 * @throws UserError for kinds that cannot be read, with a way out.
 */
export function kindOf(head: Buffer): ContentKind {
  const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  const magic = head.subarray(0, 4).toString('latin1');
  if (isZip(head)) return 'zip';
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (magic === 'PAR1') return 'parquet';
  if (magic === 'PARE')
    throw new UserError('it is an encrypted Parquet file', { fix: 'write it without encryption, or export it as CSV' });
  if (starts(0xd0, 0xcf, 0x11, 0xe0) || starts(0x09, 0x08) || starts(0x09, 0x04, 0x06, 0x00))
    throw new UserError('it is an old Excel file (.xls) or a workbook with a password', {
      fix: 'open it in Excel or WPS and save it as “Excel 工作簿 (.xlsx)” without a password, or as CSV',
    });
  if (magic === '%PDF') throw new UserError('it is a PDF', { fix: 'export the table itself as .xlsx or CSV' });
  if (magic === 'Rar!' || starts(0x37, 0x7a, 0xbc, 0xaf) || starts(0xfd, 0x37, 0x7a, 0x58) || magic.startsWith('BZh'))
    throw new UserError('it is a RAR, 7z, xz or bzip2 archive', {
      fix: 'unpack it into the exports folder, or pack it as .zip or .gz',
    });
  const text = head
    .subarray(0, 1024)
    .toString(head[1] === 0 || starts(0xff, 0xfe) ? 'utf16le' : 'latin1')
    .replace(/^(\u00ef\u00bb\u00bf|\ufeff)/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype html|<!--|<html|<head|<style|<body|<div|<table|<meta|<\?xml)/.test(text))
    throw new UserError('it is a web page or XML, although it may be called .xls', {
      fix: 'open it in Excel or WPS and save it as “Excel 工作簿 (.xlsx)”',
    });
  return 'text';
}

/** Whether bytes begin a ZIP archive, also an empty one or one in several volumes. */
export const isZip = (head: Buffer): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && [0x0304, 0x0506, 0x0708].includes(head.readUInt16BE(2));
