import { minimumCell } from './complement.ts';

/** Orders per topic and district, with the different residents behind them. */
export interface TopicPlaces {
  /** Topics × districts. */
  orders: readonly (readonly number[])[];
  residents: readonly (readonly number[])[];
  /** Rows that are never published, or hidden for another reason; the total of a row named in `openTotal` too. */
  hiddenRows: readonly boolean[];
  openTotal: readonly boolean[];
}

/**
 * Which rows (topics) of the table to hide so that no cell of 1 to 4 residents can be found from the totals of topics
 * and districts, which everybody knows. A row is hidden as a whole: in the hidden rows only their totals are known, so a
 * cell x lies between max(0, T + C − N) and min(T, C), with T the total of its row, C of its column over the hidden rows
 * and N of all hidden rows. While that is narrower than 5 for a small cell, the smallest shown row is hidden too.
 */
export function hiddenTopicRows({ orders, residents, hiddenRows, openTotal }: TopicPlaces): boolean[] {
  const hidden = orders.map(
    (_, row) => hiddenRows[row]! || residents[row]!.some((count) => count > 0 && count < minimumCell),
  );
  const totals = orders.map((row) => row.reduce((so, count) => so + count, 0));
  const smallest = totals.map((_, row) => row).sort((a, b) => totals[a]! - totals[b]! || a - b);
  while (isExposed()) {
    const next = smallest.find((row) => !hidden[row]);
    if (next === undefined) break;
    hidden[next] = true;
  }
  return hidden;

  function isExposed(): boolean {
    const columns = (orders[0] ?? []).map((_, column) =>
      orders.reduce((so, row, i) => (hidden[i] ? so + row[column]! : so), 0),
    );
    const all = columns.reduce((so, count) => so + count, 0);
    return orders.some(
      (row, i) =>
        hidden[i] &&
        row.some((_, column) => {
          const count = residents[i]![column]!;
          if (count === 0 || count >= minimumCell) return false;
          const most = openTotal[i] ? columns[column]! : Math.min(totals[i]!, columns[column]!);
          return most - Math.max(0, totals[i]! + columns[column]! - all) < minimumCell;
        }),
    );
  }
}
