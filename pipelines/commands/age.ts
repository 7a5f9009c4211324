/**
 * How long ago a moment was (ISO, or UTC text of the warehouse): `5 min ago`. The clock may be read for this: it is told,
 * and enters no result.
 */
export function age(moment: string): string {
  const written = moment.replace(' ', 'T');
  const minutes = (Date.now() - Date.parse(written.endsWith('Z') ? written : `${written}Z`)) / 60_000;
  if (!Number.isFinite(minutes)) return moment;
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${Math.floor(minutes)} min ago`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} d ago`;
}
