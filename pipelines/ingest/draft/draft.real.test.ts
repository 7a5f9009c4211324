import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runSite } from '../../engine/run.ts';
import { landedName, storedColumns } from '../canonical.ts';
import { TrialSite } from '../trial-site.ts';
import { draftSite } from './draft.ts';

const data = resolve(process.env.MINQING_EVAL ?? '', 'data');
const byHand = fileURLToPath(new URL('../../../fixtures/sites/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'minqing-draft-real-'));

beforeAll(() => {
  process.env.MINQING_EVAL = resolve(process.env.MINQING_EVAL ?? '');
  process.env.MINQING_RESIDENT_KEY = 'ab'.repeat(32);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
