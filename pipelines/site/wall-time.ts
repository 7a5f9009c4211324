/** What the clock on a wall in this time zone shows: `YYYY-MM-DD HH:MM:SS`. */
export function wallTime(timeZone: string, instant: Date): string {
  const shown = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${shown.year}-${shown.month}-${shown.day} ${shown.hour}:${shown.minute}:${shown.second}`;
}

/** The moment that a site-local text means; of an hour that comes twice in autumn, one of the two. */
export function momentOf(local: string, timeZone: string): Date {
  const wanted = Date.parse(`${local.replace(' ', 'T')}Z`);
  const asShown = (at: number) => Date.parse(`${wallTime(timeZone, new Date(at)).replace(' ', 'T')}Z`);
  const guess = wanted - (asShown(wanted) - wanted);
  return new Date(guess - (asShown(guess) - wanted));
}
