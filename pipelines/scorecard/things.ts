import type { Level } from '../../indicators/framework-schema.ts';
import type { ReplicateWeights } from '../../indicators/replicates.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type NumberColumns, numberColumns } from './number-columns.ts';

/** What an indicator may count: the key column its SQL returns, and the table that numbers them. */
export const countedTables = {
  order_id: 'counted_orders',
  call_id: 'counted_calls',
  event: 'counted_events',
  alarm: 'counted_alarms',
} as const;

export type ThingKey = keyof typeof countedTables;

/** Which exports a thing can come from; none: it is the engine's own. */
export const exportsOf = (key: ThingKey): 'orders' | 'calls' | undefined =>
  key === 'order_id' ? 'orders' : key === 'call_id' ? 'calls' : undefined;

/** All things of one kind that a period may count, by number: whom they count for and what they resample with. */
export class Things {
  readonly key: ThingKey;
  readonly size: number;
  /** Subject number per thing; −1 where it has none. */
  readonly subjects: Readonly<Record<Exclude<Level, 'city'>, Int32Array>>;
  /** Number of the export each thing came from (temporary table `file_numbers`). */
  readonly file: Int32Array;
  /** 1 where it is taken out of assessment (剔除). */
  readonly excluded: Uint8Array;
  private readonly clusterKeys: Float64Array;
  private readonly residentKeys: Float64Array;
  private readonly clusterSlots: Int32Array;
  private readonly residentSlots: Int32Array;

  constructor(key: ThingKey, columns: NumberColumns) {
    const numbers = (name: string) => Int32Array.from(columns.numbers(name));
    this.key = key;
    this.subjects = { district: numbers('district'), street: numbers('street'), unit: numbers('unit') };
    this.file = numbers('file');
    this.size = this.file.length;
    this.excluded = Uint8Array.from(columns.numbers('excluded'));
    this.clusterKeys = columns.numbers('cluster');
    this.residentKeys = columns.numbers('resident');
    this.clusterSlots = new Int32Array(this.size).fill(UNKNOWN);
    this.residentSlots = new Int32Array(this.size).fill(UNKNOWN);
  }

  /** Weights are drawn only for what is counted: a slot is asked for when a thing is first used. */
  clustersOf(things: Int32Array, weights: ReplicateWeights): Int32Array {
    return slotsOf(things, this.clusterKeys, this.clusterSlots, weights);
  }

  /** −1 where the resident is unknown. */
  residentsOf(things: Int32Array, weights: ReplicateWeights): Int32Array {
    return slotsOf(things, this.residentKeys, this.residentSlots, weights);
  }
}

function slotsOf(things: Int32Array, keys: Float64Array, known: Int32Array, weights: ReplicateWeights): Int32Array {
  const slots = new Int32Array(things.length);
  for (let i = 0; i < things.length; i++) {
    const thing = things[i]!;
    if (known[thing] === UNKNOWN) known[thing] = keys[thing]! < 0 ? -1 : weights.slotOf(keys[thing]!);
    slots[i] = known[thing]!;
  }
  return slots;
}

const UNKNOWN = -2;

/** Reads the numbered things of one kind. */
export async function readThings(warehouse: Warehouse, key: ThingKey): Promise<Things> {
  return new Things(
    key,
    await numberColumns(
      warehouse,
      `select district, street, unit, cluster, resident, file, excluded from ${countedTables[key]} order by number`,
    ),
  );
}
