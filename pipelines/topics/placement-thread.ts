import { type Placement, placeDocuments, type Unplaced } from './placement.ts';
import { modelFromBytes } from './serial.ts';

export type PlacementTask = Unplaced & { model: Uint8Array };

/** Places the documents of one month after the other. */
export const start =
  () =>
  (task: PlacementTask): Placement =>
    placeDocuments(modelFromBytes(task.model), task);
