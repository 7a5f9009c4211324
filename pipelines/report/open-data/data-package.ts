import { csvLine } from '../../csv.ts';
import type { Edition } from '../edition.ts';
import { dictionary } from './dictionary.ts';
import type { ExportedColumn, ExportedTable } from './exported-table.ts';

export interface PackageFile {
  path: string;
  table: ExportedTable;
}

export interface PackageOptions {
  id: string;
  name: string;
  edition: Edition;
  /** Media type and format of every file. */
  format: string;
  mediaType: string;
  /** As of which moment the data stands. */
  asOf: string;
}

/** `datapackage.json`: the files with their schemas, as the Data Package standard (Frictionless, version 1) has it. */
export function dataPackage(files: readonly PackageFile[], options: PackageOptions): string {
  const { id, name, edition, format, mediaType, asOf } = options;
  const present = new Set(files.map(({ table }) => table.name));
  const described = {
    profile: format === 'csv' ? 'tabular-data-package' : 'data-package',
    name: `minqing-${id}-${edition}`,
    title: `${name} 12345 热线民情评价（${edition === 'public' ? '公开版' : '内部版'}）`,
    schema_version: dictionary.schema_version,
    version: dictionary.schema_version,
    edition,
    as_of: asOf,
    description:
      edition === 'public'
        ? '不足 5 位诉求人的数，以及能据以推算出它们的数，不予公布：其单元为空，状态写明“件数过少，不予公布”。'
        : '仅限政务网内使用。',
    resources: files.map(({ path, table }) => {
      const { title, text, key } = dictionary.tables[table.name]!;
      return {
        name: table.name.replaceAll('_', '-'),
        title,
        description: text,
        path,
        format,
        mediatype: mediaType,
        ...(format === 'csv' && {
          profile: 'tabular-data-resource',
          encoding: 'utf-8',
          dialect: { lineTerminator: '\r\n' },
        }),
        rows: table.rows,
        schema: {
          fields: table.columns.map(fieldOf),
          missingValues: [''],
          ...(key.length > 0 && { primaryKey: key }),
          foreignKeys: foreignKeys(table, present),
        },
      };
    }),
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

/** `dictionary.csv`: a line per column, for those who read no JSON. */
export function dictionaryLines(tables: readonly ExportedTable[]): string[] {
  const head = ['表', '表名', '列', '含义', '类型', '单位', '取值', '主键', 'schema_version'];
  return [
    csvLine(head),
    ...tables.flatMap(({ name, columns }) =>
      columns.map(({ name: column, description: { text, type, unit = '', enum: words = [] } }) => {
        const { title, key } = dictionary.tables[name]!;
        const states = column === 'state' ? words.map((word) => `${word} ${dictionary.states[word]}`) : words;
        return csvLine([
          name,
          title,
          column,
          text,
          type,
          unit,
          states.join('、'),
          key.includes(column) ? '是' : '',
          dictionary.schema_version,
        ]);
      }),
    ),
  ];
}

function fieldOf({ name, description: { type, text, unit, enum: words } }: ExportedColumn) {
  return {
    name,
    type,
    description: text,
    ...(unit && { unit }),
    ...(words && { constraints: { enum: words } }),
  };
}

/** What a column of that name refers to, in tables other than its own. */
const references = [
  { fields: ['period'], resource: 'periods', to: ['period'] },
  { fields: ['kind', 'slug'], resource: 'subjects', to: ['kind', 'slug'] },
  { fields: ['indicator'], resource: 'nodes', to: ['node'] },
  { fields: ['node'], resource: 'nodes', to: ['node'] },
];

function foreignKeys({ name, columns }: ExportedTable, present: ReadonlySet<string>) {
  const names = new Set(columns.map((column) => column.name));
  return references
    .filter(
      ({ fields, resource }) => present.has(resource) && resource !== name && fields.every((field) => names.has(field)),
    )
    .map(({ fields, resource, to }) => ({ fields, reference: { resource, fields: to } }));
}
