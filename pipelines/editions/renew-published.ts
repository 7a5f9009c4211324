import { newestEntries } from '../engine/ledger.ts';
import { makePlanned, type Workplace } from '../engine/planned-step.ts';
import type { PublishOutcome } from './publish.ts';

/**
 * Makes the published tables anew after an edition, so that the next `report` shows it: `undefined`, or why they could
 * not be made (the edition stands; the next run makes them). A site whose tables were never made is left to its run.
 */
export async function renewPublished(
  place: Workplace,
  { runId = '', outcome }: { runId?: string; outcome: PublishOutcome },
): Promise<string | undefined> {
  if (outcome.status !== 'published') return undefined;
  const made = await place.lease.use('publish: what the site shows', (warehouse) =>
    newestEntries(warehouse, ['published']),
  );
  if (!made.has('published/all')) return undefined;
  const step = { id: 'published/all', asset: 'published', partition: 'all', needs: [], reason: 'stale' as const };
  const { status, message } = await makePlanned(place, { runId, asOf: outcome.edition.as_of }, step, () => undefined);
  return status === 'failed' ? (message ?? '') : undefined;
}
