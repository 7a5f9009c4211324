import { byMissingColumn } from './availability.ts';
import type { SiteDraft } from './draft.ts';
import { columnTold, sureEnough } from './meaning.ts';

/** So many matters to decide, or missing columns, are told on a terminal; the contracts hold them all. */
const mostLines = 12;

/** The draft as a person reads it on a terminal. */
export function draftTold(draft: SiteDraft, seconds: number): string {
  const read = draft.contracts.reduce((sum, each) => sum + each.read, 0);
  const looked = draft.contracts.reduce((sum, each) => sum + each.lookedAt, 0);
  const lines = [
    `site folder ${draft.dir}, drafted in ${seconds.toFixed(1)} s: ${number(read)} rows read, ${number(looked)} looked at`,
    ...draft.contracts.map(
      ({ name, globs, files, mapped, decide, cut }) =>
        `  contracts/${name}.yaml  ${globs.join(' ')}  ${count(files, 'file')}, ${mapped.length} columns mapped, ${decide.length} to decide${cut > 0 ? ` (of ${count(cut, 'file')} only the first 256 MB were read)` : ''}`,
    ),
    `  regions.csv  ${count(draft.districts, 'district')}, ${count(draft.streets, 'street')};  units.csv  ${count(draft.units, 'unit')}`,
    ...(draft.copied > 0 ? [`  exports/  ${count(draft.copied, 'file')} copied; the originals were not touched`] : []),
  ];
  if (draft.notTaken.length > 0) {
    lines.push('', 'not taken:');
    for (const { name, reason, fix } of draft.notTaken) lines.push(`  ${name}: ${reason}${fix && `\n    fix: ${fix}`}`);
  }
  const decide = draft.contracts.flatMap((each) => each.decide.map((line) => `  contracts/${each.name}.yaml: ${line}`));
  if (decide.length > 0) lines.push('', `to decide (search for DECIDE in the contracts):`, ...atMost(decide));
  const weak = draft.contracts.flatMap(({ name, mapped }) =>
    mapped
      .filter(({ sure }) => sure < 0.8)
      .map(({ column, sure }) => `  contracts/${name}.yaml: ${columnTold(column)} (${sure.toFixed(2)})`),
  );
  if (weak.length > 0)
    lines.push('', `mapped, but look again (sure below 0.8; from ${sureEnough} on they are mapped):`, ...atMost(weak));
  if (draft.notes.length > 0) lines.push('', 'places and units:', ...atMost(draft.notes.map((note) => `  ${note}`)));
  const missing = draft.indicators.filter((each) => each.missing.length > 0);
  lines.push('', `indicators: ${draft.indicators.length - missing.length} of ${draft.indicators.length} are available`);
  if (missing.length > 0)
    lines.push(
      'the others (数据暂不支持) need a column:',
      ...atMost(
        byMissingColumn(missing).map(({ column, indicators }) => `  ${column}: ${indicators.join(', ')}`),
        30,
      ),
    );
  lines.push('', `next: minqing doctor ${draft.dir}, then minqing run ${draft.dir}, then minqing rejects ${draft.dir}`);
  return lines.join('\n');
}

const number = (n: number): string => n.toLocaleString('en-US');

const count = (n: number, what: string): string => `${number(n)} ${what}${n === 1 ? '' : 's'}`;

const atMost = (lines: string[], most = mostLines): string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most), `  … and ${lines.length - most} more`];
