import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { extensionSchema, frameworkSchema } from '../../indicators/framework-schema.ts';
import { canonicalColumns } from '../ingest/canonical.ts';
import { contractSchema } from '../ingest/contract.ts';
import { meaningOf } from '../ingest/draft/dictionary.ts';
import { temporalConfig } from '../temporal/config.ts';
import { siteConfig } from './config.ts';
import { topicsFileSchema } from './topics-file.ts';

type Json = Record<string, unknown>;

/** Where the schemas lie within a site folder. */
const folder = '.schema';

/** JSON Schemas of the YAML files, by file name, as editors read them (draft 7). They say what may be written, not what it becomes. */
export function jsonSchemas(): Record<string, Json> {
  return {
    'site.json': schemaOf(siteConfig, 'site.yaml of minqing'),
    'contract.json': contractJson(),
    'framework.json': frameworkJson(),
    'topics.json': schemaOf(topicsFileSchema, 'topics.yaml of minqing'),
    'temporal.json': schemaOf(temporalConfig, 'temporal.yaml of minqing'),
  };
}

/** Writes the schemas into a site folder; returns the names of those that were missing or of another version. */
export function writeSchemas(dir: string): string[] {
  mkdirSync(join(dir, folder), { recursive: true });
  const written: string[] = [];
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    const file = join(dir, folder, name);
    const text = `${JSON.stringify(schema, null, 1)}\n`;
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    writeFileSync(file, text);
    written.push(name);
  }
  return written;
}

function schemaOf(schema: z.ZodType, title: string): Json {
  return { ...(z.toJSONSchema(schema, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as Json), title };
}

/** The columns a contract may map depend on its kind. */
function contractJson(): Json {
  const schema = schemaOf(contractSchema, 'contract of minqing: how one kind of export is read');
  const properties = schema.properties as Record<string, Json>;
  const rule = properties.columns!.additionalProperties as Json;
  const ofKind = Object.entries(canonicalColumns).map(([kind, columns]) => ({
    if: { properties: { kind: { const: kind } } },
    then: {
      properties: {
        columns: {
          properties: Object.fromEntries(
            columns.map(({ name, sort, words }) => [
              name,
              { ...rule, description: `${meaningOf(name)} (${sort}${words ? `: ${words.join(' ')}` : ''})` },
            ]),
          ),
          additionalProperties: false,
          required: columns.filter(({ always }) => always).map(({ name }) => name),
        },
      },
    },
  }));
  properties.columns = { type: 'object' };
  return { ...schema, allOf: ofKind };
}

/** A framework is written in full, or extends another one. */
function frameworkJson(): Json {
  const none = new Set<string>();
  const [full, extension] = [frameworkSchema, extensionSchema(none, none, none)].map((each) => {
    const { $schema: _, ...schema } = schemaOf(each, 'framework.yaml of minqing');
    return schema;
  }) as [Json, Json];
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'framework.yaml of minqing',
    if: { required: ['extends'] },
    then: extension,
    else: full,
  };
}
