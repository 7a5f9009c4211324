import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import { deadlineOf } from '../calendar/deadline.ts';
import { WorkingCalendar } from '../calendar/working-calendar.ts';
import { findExports } from '../ingest/exports.ts';
import { writeSchemas } from '../site/json-schemas.ts';
import { makeResidentKey, residentKey } from '../site/resident-key.ts';
import { loadSite, type Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { reading } from './session.ts';
import { print } from './terminal.ts';

interface Finding {
  level: 'ok' | 'warning' | 'problem';
  what: string;
  fix?: string;
}

/** `minqing doctor`: checks the machine, the site and the warehouse; returns 0 without problems, else 1. */
export async function doctor(siteDir: string, { makeKey }: { makeKey?: boolean }, json: boolean): Promise<number> {
  const site = loadSite(siteDir);
  if (makeKey) print(`resident key: ${makeResidentKey(site)}`);
  const schemas = writeSchemas(site.dir);
  if (schemas.length > 0 && !json)
    print(`schemas that editors complete the YAML by, written anew: .schema/${schemas.join(', ')}`);
  const findings = [...machine(site), ...siteFiles(site), ...(await exportsOf(site)), ...(await warehouseOf(site))];
  if (json) print(JSON.stringify(findings, null, 1));
  else
    for (const { level, what, fix } of findings)
      print(
        `${{ ok: '  ok     ', warning: '! warning', problem: 'x problem' }[level]} ${what}${fix ? `\n            fix: ${fix}` : ''}`,
      );
  return findings.some(({ level }) => level === 'problem') ? 1 : 0;
}

function machine(site: Site): Finding[] {
  const node = process.versions.node;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const disk = statfsSync(site.dir);
  const freeGb = (disk.bavail * disk.bsize) / 2 ** 30;
  const memoryGb = freemem() / 2 ** 30;
  return [
    major > 20 || (major === 20 && minor >= 20)
      ? { level: 'ok', what: `Node ${node}` }
      : { level: 'problem', what: `Node ${node}`, fix: 'install Node 20.20 or newer' },
    freeGb > 2
      ? { level: 'ok', what: `${freeGb.toFixed(0)} GiB of disk free` }
      : {
          level: 'problem',
          what: `${freeGb.toFixed(1)} GiB of disk free`,
          fix: 'free some: a run needs about twice the size of the exports',
        },
    memoryGb > 2
      ? { level: 'ok', what: `${memoryGb.toFixed(0)} GiB of memory free` }
      : {
          level: 'warning',
          what: `${memoryGb.toFixed(1)} GiB of memory free`,
          fix: 'close other programs: segmentation needs about 1 GiB',
        },
  ];
}

function siteFiles(site: Site): Finding[] {
  const findings: Finding[] = [{ level: 'ok', what: `site ${site.config.id} (${site.config.name})` }];
  const missing = (present: boolean, what: string, fix: string) =>
    present || findings.push({ level: 'warning', what, fix });
  missing(
    site.regions.length > 0,
    'regions.csv is empty: no scores by district or street',
    'list districts and streets',
  );
  missing(site.units.length > 0, 'units.csv is empty: no scores by unit', 'list the handling units');
  missing(
    site.population.length > 0,
    'population.csv is empty: no figures per 10,000 people',
    'list people by district and street',
  );
  findings.push(...deadlineExamples(site));
  try {
    residentKey(site);
    findings.push({
      level: 'ok',
      what: site.config.demo ? 'resident key: the public one of demo sites' : 'resident key found',
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    findings.push({ level: 'problem', what: error.message, ...(error.fix && { fix: error.fix }) });
  }
  return findings;
}

/** What the rules for deadlines mean, by an example over a weekend: said, a wrong one is seen. */
function deadlineExamples({ config: { deadlines }, calendar }: Site): Finding[] {
  if (!deadlines) return [];
  const working = new WorkingCalendar(calendar);
  const start = '2024-03-01 16:30:00';
  return deadlines.rules.map((rule) => {
    const orders = Object.values(rule.orders).flat().join(' ') || 'any other order';
    return {
      level: 'ok',
      what: `deadline of ${orders}: ${rule.amount} ${rule.unit.replace('_', ' ')}; ${deadlines.from} on Friday ${start}, due ${deadlineOf(rule, { start }, deadlines, working)}`,
    };
  });
}

async function exportsOf(site: Site): Promise<Finding[]> {
  try {
    const { exports, setAside, unmatched } = await findExports(site);
    return [
      exports.length > 0
        ? { level: 'ok', what: `${exports.length} exports to read` }
        : {
            level: 'warning',
            what: `no exports in ${site.exportsDir}`,
            fix: 'copy them there, or correct `files` in the contracts',
          },
      ...setAside.map(({ name, reason, fix }): Finding => ({ level: 'problem', what: `${name}: ${reason}`, fix })),
      ...unmatched.map(
        (name): Finding => ({
          level: 'warning',
          what: `${name}: no contract reads it`,
          fix: 'add its name to `files` of a contract',
        }),
      ),
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ level: 'problem', what: error.text.split('\n')[0]!, ...(error.fix && { fix: error.fix }) }];
  }
}

async function warehouseOf(site: Site): Promise<Finding[]> {
  if (site.warehouse.startsWith('ducklake:') || !existsSync(site.warehouse))
    return existsSync(site.warehouse.replace(/^ducklake:/, ''))
      ? []
      : [{ level: 'warning', what: 'no warehouse yet', fix: `minqing run ${site.dir}` }];
  try {
    accessSync(site.warehouse, constants.R_OK | constants.W_OK);
  } catch {
    return [{ level: 'problem', what: `${site.warehouse} may not be written`, fix: 'give this user the right' }];
  }
  const size = statSync(site.warehouse).size / 2 ** 20;
  return reading(site.dir, 'doctor', async (warehouse) => {
    const present = new Set((await findExports(site)).exports.map(({ file }) => `landed/${file}`));
    const failed = (
      await warehouse.rows<{ step_id: string; message: string }>(
        `select step_id, arg_max(message, seq) as message from ledger group by step_id having arg_max(status, seq) = 'failed' order by step_id`,
      )
    ).filter(({ step_id }) => !step_id.startsWith('landed/') || present.has(step_id));
    return [
      { level: 'ok', what: `warehouse of ${size.toFixed(0)} MiB` },
      ...failed.map(
        ({ step_id, message }): Finding => ({
          level: 'problem',
          what: `${step_id.slice(0, 40)} failed: ${message}`,
          fix: 'mend it and run again',
        }),
      ),
    ];
  });
}
