/** Rows of each group, ascending; groups by their first row. */
export function rowsByGroup(groupOf: Int32Array): Map<number, number[]> {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < groupOf.length; row++) {
    const rows = rowsOf.get(groupOf[row]!);
    if (rows) rows.push(row);
    else rowsOf.set(groupOf[row]!, [row]);
  }
  return rowsOf;
}
