import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { DuckDBInstance } from 'duckdb';
import { toGb18030 } from '../../fixtures/city/gb18030.ts';
import type { FoundExports } from './exports.ts';
import { TrialSite } from './trial-site.ts';

/** A contract for tests of formats. */
export const formatsContract = `kind: orders
files: ["**"]
dates: ['%Y-%m-%d %H:%M:%S', excel]
columns:
  order_id:    { from: [工单编号, 工单号], required: true }
  received_at: { from: [受理时间], required: true }
  body:        { from: [主要内容] }
  resident:    { from: [电话] }
  redo:        { from: [重办次数] }
  callback_valid: { from: [是否有效] }
`;

export interface Account {
  name: string;
  format: string;
  encoding: string;
  read: number;
  ignored: number;
  accepted: number;
  rejected: number;
}

/** What became of exports: their accounts, the rows, what was refused, and what was said of whole files. */
export interface Landed {
  found: FoundExports;
  files: Account[];
  orders: Record<string, unknown>[];
  rejects: { row: number; column_name: string | null; reason: string; fix: string }[];
  /** Text of what was set aside or failed as a whole, by name. */
  told: Record<string, string>;
}

/** Lands exports, given by name, in a site of their own that is gone afterwards. */
export async function landExports(
  exports: Record<string, string | Buffer>,
  { contract = formatsContract, prepare }: { contract?: string; prepare?: (site: TrialSite) => void } = {},
): Promise<Landed> {
  const trial = await TrialSite.open({
    'contracts/orders.yaml': contract,
    ...Object.fromEntries(Object.entries(exports).map(([name, content]) => [`exports/${name}`, content])),
  });
  try {
    prepare?.(trial);
    const found = await trial.land();
    const { warehouse } = trial;
    return {
      found,
      files: await warehouse.rows(
        'select name, format, encoding, "read", ignored, accepted, rejected from files order by name',
      ),
      orders: await warehouse.rows(
        `select name, "row", order_id, received_at, body, redo, callback_valid, resident
         from landed_orders join files using (file) order by name, "row"`,
      ),
      rejects: await warehouse.rows('select "row", column_name, reason, fix from rejects order by "row", column_name'),
      told: Object.fromEntries([
        ...found.setAside.map(({ name, reason, fix }) => [name, `${name}: ${reason}\n  fix: ${fix}`]),
        ...trial.failures,
      ]),
    };
  } finally {
    trial.close();
  }
}

export const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

/** The text in GB18030. */
export const gb18030 = (text: string): Buffer => Buffer.from(toGb18030(text));

/** A Parquet file that holds the rows of a query. */
export async function parquetOf(query: string, options = ''): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'minqing-parquet-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`copy (${query}) to '${join(folder, 'a.parquet')}' (format parquet${options})`);
    return readFileSync(join(folder, 'a.parquet'));
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}

export interface Packed {
  name: string | Buffer;
  content: Buffer | string;
  /** Stored as it is. */
  stored?: boolean;
  /** What the directory says instead of the truth. */
  claims?: { unpacked?: number; check?: number; flags?: number };
}

/** A ZIP archive written byte by byte, so that there can be ones that no program would write. */
export function zipOf(members: readonly Packed[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, claims = {} } of members) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const packed = stored ? bytes : deflateRawSync(bytes);
    const named = typeof name === 'string' ? Buffer.from(name) : name;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(claims.flags ?? 0, 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt32LE(claims.check ?? crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(claims.unpacked ?? bytes.length, 18);
    fields.writeUInt16LE(named.length, 22);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), fields, named, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, tail, named);
    offset += 30 + named.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

/** A workbook of one or more sheets given as the XML of their rows. */
export function workbookOf(
  sheets: Record<string, string>,
  { strings = '', styles = '', date1904 = false }: { strings?: string; styles?: string; date1904?: boolean } = {},
): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const names = Object.keys(sheets);
  return zipOf([
    { name: '[Content_Types].xml', content: '<Types/>' },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${main}"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships>${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    },
    ...(strings ? [{ name: 'xl/sharedStrings.xml', content: `<sst xmlns="${main}">${strings}</sst>` }] : []),
    ...(styles ? [{ name: 'xl/styles.xml', content: `<styleSheet xmlns="${main}">${styles}</styleSheet>` }] : []),
    ...names.map((name, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      content: `<worksheet xmlns="${main}">${sheets[name]}</worksheet>`,
    })),
  ]);
}

/** A row of inline texts. */
export const textRow = (number: number, cells: readonly string[]): string =>
  `<row r="${number}">${cells.map((text, i) => `<c r="${String.fromCharCode(65 + i)}${number}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
