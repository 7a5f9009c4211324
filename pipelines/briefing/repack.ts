import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { faces, latin } from './style.ts';

/**
 * Packs a .docx again so that it holds no clock: every entry's time and the document's own are `asOf`, entries in the
 * order of their names but for the list of types, which comes first; and with a font table that names substitutes.
 */
export function repack(docx: Uint8Array, asOf: string): Buffer {
  const entries = unzipSync(docx);
  const core = 'docProps/core.xml';
  const when = `${asOf.replace(' ', 'T')}Z`;
  entries[core] = strToU8(
    strFromU8(entries[core]!).replace(
      /(<dcterms:(created|modified)[^>]*>)[^<]*(<\/dcterms:)/g,
      (_, open: string, _name: string, close: string) => `${open}${when}${close}`,
    ),
  );
  entries['word/fontTable.xml'] = strToU8(fontTable());
  const first = '[Content_Types].xml';
  const names = Object.keys(entries).sort((a, b) => (a === first ? -1 : b === first ? 1 : a < b ? -1 : 1));
  // Zip times have no zone: these are the digits of `asOf` wherever it runs.
  const [date, time] = asOf.split(' ') as [string, string];
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  const mtime = new Date(year, month - 1, day, hour, minute);
  const packed: Zippable = {};
  for (const name of names) packed[name] = [entries[name]!, { mtime, level: name.endsWith('.png') ? 0 : 6 }];
  return Buffer.from(zipSync(packed));
}

function fontTable(): string {
  const chinese = Object.values(faces).map(
    ({ name, others, family }) =>
      `<w:font w:name="${name}"><w:altName w:val="${others.join(',')}"/><w:charset w:val="86"/><w:family w:val="${family}"/><w:pitch w:val="variable"/></w:font>`,
  );
  const roman = `<w:font w:name="${latin}"><w:altName w:val="Liberation Serif"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>`;
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${chinese.join('')}${roman}</w:fonts>`;
}
