import type { Counted } from './statistic.ts';

/**
 * How much one more thing in a thing's cluster adds to the variance (the intra-cluster correlation, when all clusters
 * are alike; more where the large ones stand out), from all things of the city: the linearised variance of the ratio
 * over clusters against that of as many independent things (Kish; Rao and Scott 1992). One figure for the indicator,
 * because a subject's own clusters are too few to tell.
 */
export function clustering(counted: Counted, yes: ArrayLike<number>, trials: ArrayLike<number>): number {
  const all = Int32Array.from({ length: counted.size }, (_, i) => i);
  const clusters = clusterTotals(counted, all, yes, trials);
  const { yesTotal, trialTotal } = clusters;
  if (trialTotal <= 0 || yesTotal <= 0 || yesTotal >= trialTotal || clusters.count < 2) return 0;
  const rate = yesTotal / trialTotal;
  let spread = 0;
  for (let c = 0; c < clusters.count; c++) spread += (clusters.yes[c]! - rate * clusters.trials[c]!) ** 2;
  const clustered = (spread * clusters.count) / (clusters.count - 1);
  const effect = clustered / (trialTotal * rate * (1 - rate));
  const size = meanClusterSize(clusters);
  return size <= 1 ? 0 : Math.max(0, (effect - 1) / (size - 1));
}

/** 1 + (mean size of the cluster a thing lies in − 1) × clustering; from 1 to the number of trials. */
export function designEffect(
  counted: Counted,
  members: Int32Array,
  trials: ArrayLike<number>,
  perThing: number,
): number {
  if (perThing === 0) return 1;
  const clusters = clusterTotals(counted, members, trials, trials);
  return Math.min(Math.max(1, clusters.trialTotal), Math.max(1, 1 + (meanClusterSize(clusters) - 1) * perThing));
}

interface ClusterTotals {
  count: number;
  yes: number[];
  trials: number[];
  yesTotal: number;
  trialTotal: number;
}

function clusterTotals(
  counted: Counted,
  members: Int32Array,
  yes: ArrayLike<number>,
  trials: ArrayLike<number>,
): ClusterTotals {
  const place = new Map<number, number>();
  const totals: ClusterTotals = { count: 0, yes: [], trials: [], yesTotal: 0, trialTotal: 0 };
  for (const i of members) {
    let c = place.get(counted.cluster[i]!);
    if (c === undefined) {
      c = totals.count++;
      place.set(counted.cluster[i]!, c);
      totals.yes.push(0);
      totals.trials.push(0);
    }
    totals.yes[c]! += yes[i]!;
    totals.trials[c]! += trials[i]!;
    totals.yesTotal += yes[i]!;
    totals.trialTotal += trials[i]!;
  }
  return totals;
}

/** Mean size, over things, of the cluster a thing lies in: Σm² / Σm. */
function meanClusterSize(clusters: ClusterTotals): number {
  let squares = 0;
  for (const size of clusters.trials) squares += size * size;
  return clusters.trialTotal > 0 ? squares / clusters.trialTotal : 1;
}
