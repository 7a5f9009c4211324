import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { condition, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import type { RunInput } from '../pipelines/temporal/names.ts';

/** Lets a held run end. */
export const release = defineSignal('release');

/** What a schedule's run is told: what `apply` wrote, and the time it was due. */
export interface Told {
  input: RunInput;
  due: string;
  site: string | undefined;
}

/** In the place of a run: says what it was told, and nothing else. A run of the site `held_city` waits to be released. */
export async function run(input: RunInput): Promise<Told> {
  let released = input.site !== 'held_city';
  setHandler(release, () => {
    released = true;
  });
  await condition(() => released);
  const attributes = workflowInfo().typedSearchAttributes;
  return { input, due: attributes.get(dueAttribute)!.toISOString(), site: attributes.get(siteAttribute) };
}

const dueAttribute = defineSearchAttributeKey('TemporalScheduledStartTime', SearchAttributeType.DATETIME);
const siteAttribute = defineSearchAttributeKey('MinqingSite', SearchAttributeType.KEYWORD);
