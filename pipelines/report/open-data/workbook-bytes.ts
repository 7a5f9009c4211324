import type ExcelJS from 'exceljs';

/** A moment for every date inside the file: the clock must not decide its bytes. */
export const fixedMoment = new Date('2000-01-01T00:00:00Z');

/** The workbook as bytes of an .xlsx file; the same workbook gives the same bytes. */
export async function workbookBytes(book: ExcelJS.Workbook): Promise<Uint8Array> {
  book.creator = 'minqing';
  book.lastModifiedBy = 'minqing';
  book.created = fixedMoment;
  book.modified = fixedMoment;
  return withoutTimes(new Uint8Array(await book.xlsx.writeBuffer()));
}

/** 1980-01-01 00:00, the oldest time a ZIP can hold. */
const oldestDate = 0x21;
const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };

/** The ZIP with the time of every entry set to the oldest there is, in its own header and in the directory. */
function withoutTimes(zip: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(zip);
  const view = new DataView(bytes.buffer);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== signature.end) end--;
  if (end < 0) throw new Error('the workbook is no ZIP');
  let entry = view.getUint32(end + 16, true);
  for (let i = view.getUint16(end + 10, true); i > 0; i--) {
    if (view.getUint32(entry, true) !== signature.central) throw new Error('the directory of the workbook is broken');
    setTime(entry + 12);
    const local = view.getUint32(entry + 42, true);
    if (view.getUint32(local, true) !== signature.local) throw new Error('an entry of the workbook is broken');
    setTime(local + 10);
    entry +=
      46 + view.getUint16(entry + 28, true) + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
  }
  return bytes;

  function setTime(at: number): void {
    view.setUint16(at, 0, true);
    view.setUint16(at + 2, oldestDate, true);
  }
}
