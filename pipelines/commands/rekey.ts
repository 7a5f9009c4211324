import { rekey as rekeySite } from '../engine/rekey.ts';
import { openScratch } from '../engine/scratch.ts';
import { loadSite } from '../site/site.ts';
import { closeSharedSegmenter } from '../text/segmenter.ts';
import { ProgressLine, print, warn } from './terminal.ts';

/** `minqing rekey`: lands everything again under a new resident key. */
export async function rekey(siteDir: string, json: boolean): Promise<void> {
  const site = loadSite(siteDir);
  const scratch = openScratch(site);
  const line = new ProgressLine();
  let [finished, total] = [0, 0];
  try {
    const done = await rekeySite(
      site,
      { scratch: scratch.dir, onWait: warn },
      {
        onPlan: (plan) => {
          total += plan.steps.length;
        },
        onStep: (step) => line.show(`${finished}/${total}  ${step.id}`),
        onProgress: (step, part, of) => line.show(`${finished}/${total}  ${step.id}  ${part}/${of}`),
        onOutcome: () => {
          finished++;
        },
      },
    );
    line.clear();
    if (json) print(JSON.stringify(done, null, 1));
    else {
      print(`${done.files} exports landed again: every resident has a new hash (key ${done.before} → ${done.after})`);
      print(
        done.key === 'MINQING_RESIDENT_KEY'
          ? 'the new key is the one in MINQING_RESIDENT_KEY: keep it, and a backup of it'
          : `the new key lies in ${done.key}: back it up; the old one is removed`,
      );
      for (const backup of done.backups)
        print(`still with the old hashes: ${backup} (remove it if the old key leaked)`);
      print(`pages and open data are made again by: minqing run ${siteDir}`);
    }
  } finally {
    line.clear();
    await closeSharedSegmenter();
    scratch.wipe();
  }
}
