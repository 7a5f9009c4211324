import type { Freshness } from '../engine/freshness.ts';
import type { SetAside } from '../ingest/exports.ts';
import type { Site } from '../site/site.ts';
import type { Progress } from './names.ts';

/** What goes to a person on duty: as text, and the facts that a command or webhook may want by themselves. */
export interface Message {
  event: 'failed' | 'late' | 'stuck';
  site: string;
  siteName: string;
  siteDir: string;
  /** Empty where no run is meant. */
  runId: string;
  workflowId: string;
  period: string;
  /** One line. */
  subject: string;
  text: string;
}

export interface FailedRun {
  /** A whole site, or as much as is known of one that cannot be read. */
  site: Pick<Site, 'dir' | 'exportsDir'> & { config: Pick<Site['config'], 'id' | 'name'> };
  progress: Progress;
  workflowId: string;
  /** Ids of the steps that wait for failed ones. */
  blocked?: string[] | undefined;
  /** Exports that were not landed. */
  setAside?: SetAside[] | undefined;
  /** Why the run ended, when it was no step that failed. */
  cause?: string | undefined;
  /** The command that makes the failed steps again while the run still waits, and until when (site-local). */
  retry?: { command: string; until: string } | undefined;
  /** The run's page in Temporal's web UI. */
  page?: string | undefined;
  /** What ran it; default: Temporal. */
  engine?: 'temporal' | 'embedded';
}

/**
 * The one message in which a failed run ends: what failed and why, what was made all the same, what waits, and what to
 * do, as commands that can be copied. Steps that failed for the same reason are told once.
 */
export function failureMessage(run: FailedRun): Message {
  const { site, progress, workflowId, retry, page } = run;
  const dir = quoted(site.dir);
  const again = `minqing run ${dir}${run.engine === 'embedded' ? '' : ' --engine temporal'}`;
  const period = progress.period ? ` for ${progress.period}` : '';
  const counts = [
    progress.failed > 0 && `${countOf(progress.failed, 'step')} failed`,
    progress.blocked > 0 && `${progress.blocked} blocked`,
    (run.setAside?.length ?? 0) > 0 && `${countOf(run.setAside!.length, 'export')} set aside`,
  ].filter(Boolean);
  const failed = progress.failed > 0 || run.cause !== undefined;
  const outcome = failed ? 'failed' : 'is not complete';
  const subject = `${site.config.name} (${site.config.id}): the run${period} ${outcome}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`;
  const landingFailed = progress.failures.some(({ step }) => step.startsWith('landed'));
  return {
    event: 'failed',
    ...about(site),
    runId: progress.runId,
    workflowId,
    period: progress.period,
    subject,
    text: paragraphs([
      [subject],
      [failed ? 'What failed' : 'What is missing', ...listOf(causes(run))],
      ['What was made', ...listOf([made(progress)])],
      progress.blocked > 0 && ['What waits for it', ...listOf([waiting(progress.blocked, run.blocked ?? [])])],
      [
        'What to do',
        ...listOf([
          'mend what the fixes above name',
          retry
            ? `${retry.command}\nuntil ${retry.until}: the run is still open and makes again what failed`
            : `${again}\nmakes what failed and what waits for it; nothing is made or landed twice`,
          ...(retry ? [`later: ${again}`] : []),
        ]),
      ],
      [
        'Where to look',
        ...listOf([
          `minqing status ${dir}`,
          ...(landingFailed || run.setAside?.length ? [`minqing rejects ${dir}`] : []),
          ...(page ? [page] : []),
        ]),
      ],
      [
        `run ${progress.runId || 'not begun'}${workflowId ? `, workflow ${workflowId}` : ''}${progress.asOf ? `, as of ${progress.asOf}` : ''}`,
      ],
    ]),
  };
}

/** The silent failure: nothing broke, but an export that was expected has not come. The caller decides when to tell. */
export function lateMessage(site: FailedRun['site'], freshness: Freshness, workflowId = ''): Message {
  const dir = quoted(site.dir);
  const { expected, due, newestExport, lag } = freshness;
  const subject = `${site.config.name} (${site.config.id}): no export has arrived for ${expected?.label ?? 'any period'}`;
  return {
    event: 'late',
    ...about(site),
    runId: '',
    workflowId,
    period: expected?.id ?? '',
    subject,
    text: paragraphs([
      [subject],
      [
        'What is missing',
        ...listOf([
          ...(expected
            ? [`${expected.id} ended ${expected.end}; its figures were due ${due}; it is now ${freshness.now}`]
            : []),
          newestExport
            ? `the newest export landed was taken ${newestExport}: ${countOf(lag.periods, 'period')}, ${Math.round(lag.hours)} h behind`
            : 'no export has ever been landed',
        ]),
      ],
      ['What stands', ...listOf(['everything made so far; no figure is wrong, but the newest ones are old'])],
      [
        'What to do',
        ...listOf([
          `see whether the hotline's system has written its export, and whether it was copied to ${quoted(site.exportsDir)}`,
          `minqing run ${dir} --engine temporal\nonce it is there`,
          'if exports come later than this by agreement: raise freshness.within in site.yaml',
        ]),
      ],
      [
        'Where to look',
        ...listOf([`minqing status ${dir}\nalso names exports that wait, or that were set aside and why`]),
      ],
    ]),
  };
}

/** A step that the machine fails again and again: nothing is lost and it is tried on, but a person had better look. */
export function stuckMessage(
  site: FailedRun['site'],
  {
    runId,
    workflowId,
    step,
    reason,
    attempt,
  }: Record<'runId' | 'workflowId' | 'step' | 'reason', string> & { attempt: number },
): Message {
  const subject = `${site.config.name} (${site.config.id}): the run cannot go on: ${countOf(attempt, 'attempt')} at one step failed`;
  return {
    event: 'stuck',
    ...about(site),
    runId,
    workflowId,
    period: '',
    subject,
    text: paragraphs([
      [subject],
      ['What fails', ...listOf([`${shortStep(step)}\n${reason}`])],
      [
        'What stands',
        ...listOf(['everything made so far; the step is tried again and again, longer and longer apart']),
      ],
      [
        'What to do',
        ...listOf([
          'mend what the fix above names: the run then goes on by itself',
          `minqing temporal stop ${quoted(site.dir)}\nif it shall not`,
        ]),
      ],
      ['Where to look', ...listOf([`minqing status ${quoted(site.dir)}`])],
      [`run ${runId}, workflow ${workflowId}`],
    ]),
  };
}

const about = (site: FailedRun['site']) => ({
  site: site.config.id,
  siteName: site.config.name,
  siteDir: site.dir,
});

/** The reasons, each once, with the steps it stopped. */
function causes({ progress, setAside = [], cause }: FailedRun): string[] {
  const byReason = new Map<string, string[]>();
  for (const { step, message } of progress.failures) {
    const reason = message.replaceAll(`${step}: `, '');
    byReason.set(reason, [...(byReason.get(reason) ?? []), shortStep(step)]);
  }
  const told = [...byReason].slice(0, mostTold).map(([reason, steps]) => `${someOf(steps)}\n${reason}`);
  const left = progress.failed - [...byReason.values()].slice(0, mostTold).flat().length;
  return [
    ...(cause ? [cause] : []),
    ...told,
    ...(left > 0 ? [`and ${left} more: see minqing status`] : []),
    ...setAside.slice(0, mostTold).map(({ name, reason, fix }) => `export ${name}, set aside: ${reason}\nfix: ${fix}`),
    ...(setAside.length > mostTold ? [`and ${setAside.length - mostTold} more exports`] : []),
  ];
}

const mostTold = 5;

function made({ done, skipped, steps }: Progress): string {
  if (done + skipped === 0) return 'nothing new; what earlier runs made stands as it was';
  return `${done} of ${countOf(steps, 'step')} made, ${skipped} unchanged; they stay, and nothing half-made is left`;
}

/** `4 steps: values (2), scores, published; readers still see what was published before`. */
function waiting(blocked: number, ids: string[]): string {
  const perAsset = new Map<string, number>();
  for (const id of ids) perAsset.set(assetOf(id), (perAsset.get(assetOf(id)) ?? 0) + 1);
  const names = [...perAsset].map(([asset, count]) => (count > 1 ? `${asset} (${count})` : asset));
  const published = perAsset.has('published') ? '\nreaders still see what was published before' : '';
  return `${countOf(blocked, 'step')}${names.length > 0 ? `: ${names.join(', ')}` : ''}${published}`;
}

const assetOf = (step: string): string => step.split('/')[0]!;

/** An export's partition is a hash of 64 digits: twelve are enough to find it. */
const shortStep = (step: string): string => step.replace(/[0-9a-f]{64}/, (hash) => hash.slice(0, 12));

const someOf = (steps: string[]): string =>
  steps.length <= 3 ? steps.join(', ') : `${steps.slice(0, 3).join(', ')} and ${steps.length - 3} more`;

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const listOf = (items: string[]): string[] => items.map((item) => `  - ${item.replace(/\n\s*/g, '\n    ')}`);

const paragraphs = (parts: (string[] | false)[]): string =>
  parts
    .filter((part) => part !== false)
    .map((part) => part.join('\n'))
    .join('\n\n');

/** As a shell wants it, so that the line can be copied. */
const quoted = (path: string): string => (/^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
