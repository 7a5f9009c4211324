/**
 * The composite index on figures of chance: 500 subjects × 34 indicators × 36 periods scored, then for one period 1,000
 * replications of uncertainty over normalisation, weights and aggregation, Sobol' indices, and removal of each indicator.
 * npx tsx bench/composite.ts [SUBJECTS] [REPLICATIONS]
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import {
  build,
  type Element,
  removeElements,
  type Specification,
  sobolSensitivity,
  type Table,
  type UncertainInput,
  uncertainty,
} from '../indicators/index.ts';

const [subjects = 500, replications = 1000] = process.argv.slice(2).map(Number);
const PERIODS = 36;
const SOBOL = 1000;

/** 2 dimensions, 11 sub-dimensions, 34 indicators, every third of which is better when it falls. */
const iMeta: Element[] = [
  ...Array.from(
    { length: 34 },
    (_, i): Element => ({
      iCode: `I${i}`,
      Level: 1,
      Parent: `S${i % 11}`,
      Direction: i % 3 === 0 ? -1 : 1,
      goalpost_lower: 0.1,
      goalpost_upper: 0.9,
    }),
  ),
  ...Array.from({ length: 11 }, (_, i): Element => ({ iCode: `S${i}`, Level: 2, Parent: i < 6 ? 'P' : 'R' })),
  { iCode: 'P', Level: 3, Parent: 'index' },
  { iCode: 'R', Level: 3, Parent: 'index' },
  { iCode: 'index', Level: 4, Parent: null },
];

const random = xoroshiro128plus(7);
const tables = Array.from(
  { length: PERIODS },
  (): Table => ({
    uCode: Array.from({ length: subjects }, (_, i) => `subject ${i}`),
    columns: Object.fromEntries(
      Array.from({ length: 34 }, (_, i) => [`I${i}`, Array.from({ length: subjects }, () => uniformFloat64(random))]),
    ),
  }),
);

const specificationOf = (iData: Table): Specification => ({
  iData,
  iMeta,
  normalise: { global_specs: { f_n: 'n_goalposts', f_n_para: 'use_iMeta' } },
});

const inputs: UncertainInput[] = [
  {
    name: 'normalisation',
    type: 'discrete',
    distribution: [
      { normalise: { global_specs: { f_n: 'n_minmax', f_n_para: { l_u: [1, 100] } } } },
      { normalise: { global_specs: { f_n: 'n_rank' } } },
      { normalise: { global_specs: { f_n: 'n_zscore', f_n_para: { m_sd: [50, 10] } } } },
    ],
  },
  { name: 'weights', type: 'weights', levels: [1, 2, 3], factor: 0.25 },
  {
    name: 'aggregation',
    type: 'discrete',
    distribution: [{ aggregate: { f_ag: 'a_amean' } }, { aggregate: { f_ag: 'a_gmean' } }],
  },
];

interface Measured {
  what: string;
  seconds: number;
  cpu: number;
  /** Highest resident memory of the process so far. */
  megabytes: number;
}

function measure(what: string, run: () => void): Measured {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  run();
  const { user, system } = process.cpuUsage(cpu);
  return {
    what,
    seconds: (performance.now() - start) / 1000,
    cpu: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 2 ** 10,
  };
}

const specification = specificationOf(tables[0]!);
build(specification);
const rows = [
  measure(`${PERIODS} periods scored`, () => {
    for (const table of tables) build(specificationOf(table));
  }),
  measure(`uncertainty, ${replications} replications`, () =>
    uncertainty(specification, { inputs, N: replications, seed: 1 }),
  ),
  measure(`Sobol’, ${SOBOL} × ${inputs.length + 2} runs`, () =>
    sobolSensitivity(specification, { inputs, N: SOBOL, seed: 1 }),
  ),
  measure('each of 34 indicators removed', () => removeElements(specification, { Level: 1 })),
];
const once = rows[0]!.cpu / PERIODS;
for (const { what, seconds, cpu, megabytes } of rows)
  console.log(
    JSON.stringify({
      what,
      seconds: Number(seconds.toFixed(2)),
      cpu: Number(cpu.toFixed(2)),
      megabytes: Math.round(megabytes),
      scorings: Math.round(cpu / once),
    }),
  );
