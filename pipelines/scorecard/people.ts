import type { People } from '../../indicators/statistics/statistic.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Subject } from './subjects.ts';

/** The group that is the whole population. */
const EVERYBODY = '全部';

interface Count {
  region: string;
  grp: string;
  people: number;
}

/**
 * The population in the newest year not after `year` (else the oldest there is), per region.
 * @returns people of a subject (its own row, else the sum of its parts; null where unknown), and what statistics need.
 */
export async function peopleIn(
  warehouse: Warehouse,
  year: number,
  subjects: readonly Subject[],
): Promise<{ of: (subject: Subject) => number | null; people: People }> {
  const counts = await warehouse.rows<Count>(
    `select region, grp, coalesce(max_by(people, year) filter (year <= $year), min_by(people, year))::bigint as people
     from population group by region, grp order by region, grp`,
    { year },
  );
  const whole = new Map(counts.filter(({ grp }) => grp === EVERYBODY).map(({ region, people }) => [region, people]));
  const of = (subject: Subject): number | null => {
    const own = whole.get(subject.code);
    if (own !== undefined) return own;
    const parts = subjects.filter((part) => part.parent === subject.code && part.kind !== 'unit').map(of);
    return parts.length > 0 && parts.every((part) => part !== null) ? parts.reduce((sum, part) => sum + part, 0) : null;
  };
  const city = subjects.find(({ kind }) => kind === 'city');
  return {
    of,
    people: {
      streets: streetsOf(subjects, whole),
      groupShares: groupShares(counts, city ? of(city) : null, city?.code),
    },
  };
}

function streetsOf(subjects: readonly Subject[], whole: ReadonlyMap<string, number>): People['streets'] {
  const city = subjects.find(({ kind }) => kind === 'city');
  return subjects
    .filter(({ kind, code }) => kind === 'street' && (whole.get(code) ?? 0) > 0)
    .map(({ number, code, parent }) => {
      const district = subjects.find((subject) => subject.kind === 'district' && subject.code === parent);
      return {
        number,
        people: whole.get(code)!,
        subjects: [city, district].flatMap((subject) => (subject ? [subject.number] : [])),
      };
    });
}

/** A group's people in the whole city: the city's own row, else the sum over the regions that list it. */
function groupShares(counts: readonly Count[], total: number | null, city: string | undefined): Map<string, number> {
  const groups = [...new Set(counts.map(({ grp }) => grp))].filter((grp) => grp !== EVERYBODY);
  return new Map(
    groups.flatMap((grp): [string, number][] => {
      const rows = counts.filter((count) => count.grp === grp);
      const own = rows.find(({ region }) => region === city);
      const people = own ? own.people : rows.reduce((sum, row) => sum + row.people, 0);
      return total && people > 0 ? [[grp, people / total]] : [];
    }),
  );
}
