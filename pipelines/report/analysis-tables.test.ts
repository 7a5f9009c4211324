import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publish } from './publish.ts';
import { openSampleMarts, sampleParameters } from './sample-marts.ts';

type Row = Record<string, number> & Record<'kind' | 'slug' | 'node' | 'node_kind' | 'whole' | 'parent', string>;

const scratch = mkdtempSync(join(tmpdir(), 'minqing-analysis-'));
let rows: (table: string) => Row[];

beforeAll(async () => {
  const { warehouse, close } = await openSampleMarts({ orders: 1000, months: 14, districts: 4, units: 12 });
  // Weights that differ, an indicator that weighs nothing, and a unit that lacks a figure.
  await warehouse.run(`update framework_nodes set weight = 3 where node in ('R32', 'P3', 'R5')`);
  await warehouse.run(`update framework_nodes set weight = 0 where node = 'R42'`);
  await warehouse.run(`update scores set score = null, state = 'unsupported' where node = 'R31' and subject = 'U03'`);
  for (const statement of rescored) await warehouse.run(statement);
  await publish(warehouse, scratch, sampleParameters);
  close();
  rows = (table) =>
    tableFromIPC(readFileSync(join(scratch, `${table}.arrow`)))
      .toArray()
      .map((row) => row.toJSON() as Row);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Composite scores of the sample, made anew with its weights, from below. */
const rescored = ['subdimension', 'dimension', 'index'].map(
  (kind) => `
    update scores set score = made.score from (
      select c.period, c.subject_kind, c.subject, n.parent as node, sum(c.score * n.weight) / sum(n.weight) as score
      from scores c join framework_nodes n on n.node = c.node join framework_nodes p on p.node = n.parent
      where p.kind = '${kind}' and c.score is not null and c.state <> 'inapplicable' and n.weight > 0 group by all) made
    where made.period = scores.period and made.subject_kind = scores.subject_kind and made.subject = scores.subject and made.node = scores.node`,
);

describe('explained scores', () => {
  test('contributions of every depth re-add to the whole, for the city, districts and units', () => {
    const all = rows('explained').filter(({ newest }) => newest);
    const wholes = all.filter(({ part, node_kind }) => part === 1 && ['index', 'dimension'].includes(node_kind));
    expect(new Set(wholes.map(({ kind }) => kind))).toEqual(new Set(['city', 'district', 'unit']));
    for (const whole of wholes)
      for (const depth of ['subdimension', 'indicator']) {
        const parts = all.filter(
          ({ kind, slug, node_kind, part }) =>
            kind === whole.kind && slug === whole.slug && node_kind === depth && Number.isFinite(part),
        );
        const sum = parts.reduce((total, { contribution }) => total + contribution!, 0);
        expect(sum, `${whole.kind} ${whole.slug} ${depth}`).toBeCloseTo(whole.score!, 9);
        expect(parts.reduce((total, { part }) => total + part!, 0)).toBeCloseTo(1, 9);
      }
  });

  test('what has no score or no weight has no part, and its share goes to those beside it', () => {
    const unit = rows('explained').filter(({ newest, kind, slug }) => newest && kind === 'unit' && slug === 'U03');
    const share = (node: string) => unit.find((row) => row.node === node)!.share;
    expect([share('R31'), share('R42')]).toEqual([0, 0]);
    expect(share('R32')).toBeCloseTo(3 / 5, 12); // beside R33 and R34
  });

  test('shown numerators divide to the value', () => {
    for (const { numerator, denominator, value } of rows('explained'))
      if (Number.isFinite(numerator)) expect(numerator! / denominator!).toBeCloseTo(value!, 9);
  });
});

test('what-if begins with the published scores: parts of the whole sum to 1, parts of scores to the score', () => {
  const scores = new Map(rows('scores').map((row) => [`${row.period}/${row.kind}/${row.slug}/${row.node}`, row.score]));
  const subjects = new Map<string, Row[]>();
  for (const row of rows('whatif')) {
    const key = `${row.period}/${row.kind}/${row.slug}/${row.root}`;
    subjects.set(key, [...(subjects.get(key) ?? []), row]);
  }
  expect(new Set(rows('whatif').map(({ kind }) => kind))).toEqual(new Set(['district', 'unit']));
  for (const [key, own] of subjects) {
    expect(own.reduce((sum, { part }) => sum + part!, 0)).toBeCloseTo(1, 12);
    expect(own.reduce((sum, { part, score }) => sum + part! * score!, 0)).toBeCloseTo(scores.get(key)!, 9);
  }
});

test('what moved a score sums to its change, for each whole that can be compared', () => {
  const all = rows('drivers');
  const groups = new Map<string, Row[]>();
  for (const row of all) {
    const key = `${row.kind}/${row.slug}/${row.whole}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  expect([...groups.keys()].some((key) => key.endsWith('/index'))).toBe(true);
  expect([...groups.keys()].some((key) => key.startsWith('unit/') && key.endsWith('/R'))).toBe(true);
  for (const [key, own] of groups) {
    const sum = own.reduce((total, { difference }) => total + difference!, 0);
    expect(sum, key).toBeCloseTo(own[0]!.whole_score! - own[0]!.whole_before!, 9);
  }
});

test('含剔除 is the published score, and the difference is what it says', () => {
  const scores = new Map(
    rows('scores')
      .filter(({ newest }) => newest)
      .map((row) => [`${row.kind}/${row.slug}/${row.node}`, row.score]),
  );
  const kept = rows('kept');
  expect(kept.length).toBeGreaterThan(0);
  for (const row of kept) {
    expect(row.score).toBe(scores.get(`${row.kind}/${row.slug}/${row.node}`));
    expect(row.difference).toBeCloseTo(row.kept_score! - row.score!, 12);
  }
});

test('checks: the newest period of all, every period of the city; small facets do not leave', () => {
  const checks = rows('fairness_checks');
  expect(checks.filter(({ newest, kind }) => !newest && kind !== 'city')).toEqual([]);
  expect(new Set(checks.map(({ period }) => period)).size).toBe(14);
  expect(rows('fairness_callbacks').every(({ due }) => due! >= 5)).toBe(true);
});
