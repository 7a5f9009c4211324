/**
 * SVG path data of courses over periods, on a plane where one period is one across. Steps instead of places: a page of
 * hundreds of small charts is a third as long.
 */

/** The steps from one row to the next: `l1-4 1 2`. `across`: 1, or −1 for the way back. */
function steps(heights, across) {
  const moves = heights.slice(1).map((height, i) => `${across} ${height - heights[i]}`);
  return moves.length ? `l${moves.join(' ').replaceAll(' -', '-')}` : '';
}

/** A line through rows without a gap. `x(row)` and `y(row)` are whole numbers. */
export const linePath = (rows, x, y) => `M${x(rows[0])} ${y(rows[0])}${steps(rows.map(y), 1)}`;

/** The area between two courses of the same rows: along `top`, and back along `bottom`. */
export function bandPath(rows, x, top, bottom) {
  const back = rows.toReversed();
  return `${linePath(rows, x, top)}V${bottom(back[0])}${steps(back.map(bottom), -1)}z`;
}
