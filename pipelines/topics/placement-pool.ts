import { Pool } from '../threads/pool.ts';
import type { Placement } from './placement.ts';
import type { PlacementTask } from './placement-thread.ts';

let pool: Pool<PlacementTask, Placement> | undefined;

/** The one thread of this process that places months of documents, while others are written; it lives until it is closed. */
export function placementPool(): Pool<PlacementTask, Placement> {
  pool ??= new Pool(new URL('./placement-thread.ts', import.meta.url), undefined, 1);
  return pool;
}

/** Ends the thread, if there is one. Call it when a run is over. */
export async function closePlacementPool(): Promise<void> {
  const gone = pool;
  pool = undefined;
  await gone?.close();
}
