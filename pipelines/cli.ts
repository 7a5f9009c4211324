import { Command, CommanderError, Option } from 'commander';
import { siteFolder } from './commands/session.ts';
import { warn } from './commands/terminal.ts';
import { safeMessage } from './engine/step.ts';
import { UserError } from './user-error.ts';

const program = new Command('minqing')
  .description("民情: from a city's 12345 hotline exports to a scorecard people can trust")
  .version('0.1.0')
  .exitOverride()
  .showHelpAfterError('(minqing COMMAND --help shows the options)');

const command = (name: string, description: string) =>
  program.command(name).description(description).option('--json', 'answer as JSON').exitOverride();

const wholeNumber = (name: string) => (given: string) => {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1)
    throw new UserError(`“${given}” is no whole number above 0`, { where: name, fix: `write e.g. ${name} 5` });
  return value;
};

const collect = (given: string, all: string[]) => [...all, given];

const editionOption = (preset: 'internal' | 'public') =>
  new Option('--edition <edition>', '内部版 (internal) or 公开版 (public)')
    .choices(['internal', 'public'])
    .default(preset);

command('init', 'make a site folder, empty, drafted out of exports, or of a demo city')
  .argument('<dir>')
  .option('--from <export...>', 'draft it out of these exports or folders of exports', collect, [])
  .option('--demo', 'with a generated city and its exports')
  .option('--orders <n>', 'size of the demo city', wholeNumber('--orders'), 100_000)
  .option('--months <n>', 'months of the demo city', wholeNumber('--months'), 25)
  .option('--seed <n>', 'seed of the demo city', wholeNumber('--seed'), 1)
  .addOption(new Option('--text <length>', 'texts of the demo city').choices(['short', 'long']).default('short'))
  .addOption(
    new Option('--layout <layout>', 'how the demo city exports').choices(['mixed', 'one-file']).default('mixed'),
  )
  .action(async (dir, { from, ...options }) =>
    (await import('./commands/init.ts')).init(dir, { ...options, from: from.flat() }),
  );

command('run', 'land every new export and make what is stale')
  .argument('[site]')
  .option('--period <period>', 'only this reporting period')
  .option('--from <period>', 'only periods from this one on')
  .option('--to <period>', 'only periods up to this one')
  .option('--only <asset...>', 'only these assets, and what they read', collect, [])
  .option('--framework <id>', 'compute all of history by this framework, on purpose, until the next run')
  .option('--force', 'make again even when nothing has changed')
  .addOption(
    new Option('--refit <what>', 'make topic models anew from --from on; topics keep their numbers').choices([
      'topics',
    ]),
  )
  .option('--as-of <time>', 'the moment the run stands at: YYYY-MM-DD or YYYY-MM-DD HH:MM:SS')
  .option('--dry-run', 'show what would be done, and why')
  .addOption(new Option('--engine <engine>', 'where it runs').choices(['embedded', 'temporal']).default('embedded'))
  .action(async (site, { engine, dryRun, refit, ...options }) => {
    const { asOfTime, periodRange, refitFrom } = await import('./commands/run-options.ts');
    const from = refit && refitFrom({ ...options, engine, dryRun });
    const periods = refit ? undefined : periodRange(options);
    const request = {
      ...(options.asOf && { asOf: asOfTime(options.asOf) }),
      ...(options.only.length > 0 && { only: options.only.flat() }),
      ...(periods && { periods }),
      force: Boolean(options.force),
    };
    const json = Boolean(options.json);
    if (engine === 'embedded') {
      const { run } = await import('./commands/run.ts');
      process.exitCode = await run(siteFolder(site), { ...request, dryRun: Boolean(dryRun) }, json, {
        ...(from && { refitFrom: from }),
        ...(options.framework && { framework: options.framework }),
      });
    } else if (options.framework)
      throw new UserError('a framework on purpose is computed here, not on a cluster', {
        where: '--framework',
        fix: 'leave --engine out',
      });
    else if (dryRun)
      throw new UserError('a dry run is made here, not on a cluster', {
        where: '--dry-run',
        fix: 'leave --engine out',
      });
    else {
      const { runOnTemporal } = await import('./commands/run-temporal.ts');
      process.exitCode = await runOnTemporal(siteFolder(site), request, json);
    }
  });

command('backfill', 'make a range of periods on Temporal: what is missing, what failed, or all again')
  .argument('[site]')
  .requiredOption('--from <period>', 'first period, e.g. 2024-01')
  .requiredOption('--to <period>', 'last period')
  .addOption(
    new Option('--only <which>', 'of the range and the months it touches')
      .choices(['missing', 'failed', 'all'])
      .default('missing'),
  )
  .action(async (site, { json, only, ...options }) => {
    const { periodRange } = await import('./commands/run-options.ts');
    const { backfill } = await import('./commands/run-temporal.ts');
    const request = { periods: periodRange(options)!, pick: only };
    process.exitCode = await backfill(siteFolder(site), request, Boolean(json));
  });

command('publish', 'freeze a period as an edition (定稿), or list the editions')
  .argument('[site]')
  .option('--period <period>', 'e.g. 2024-03')
  .option('--reason <text>', 'why there is another edition')
  .option('--list', 'the editions, whether they are intact, and what has been revised since')
  .action(async (site, { json, ...options }) => {
    process.exitCode = await (await import('./commands/publish.ts')).publish(siteFolder(site), options, Boolean(json));
  });

command('revisions', '修订说明: what differs today from an edition, by how much, and from which exports')
  .argument('[site]')
  .requiredOption('--period <period>', 'e.g. 2024-03')
  .option('--edition <number>', 'default: the last one of the period', wholeNumber('--edition'))
  .action(async (site, { json, ...options }) =>
    (await import('./commands/revisions.ts')).revisions(siteFolder(site), options, Boolean(json)),
  );

command('status', 'assets × partitions: state, rows, age, checks; what a run would do')
  .argument('[site]')
  .action(async (site, { json }) => (await import('./commands/status.ts')).status(siteFolder(site), Boolean(json)));

command('scores', 'the scorecard in the terminal')
  .argument('[site]')
  .option('--period <period>', 'e.g. 2024-03; default: the newest')
  .option('--subject <subject>', 'code or name of a district, street or unit; default: the city')
  .action(async (site, { json, ...options }) =>
    (await import('./commands/scores.ts')).scores(siteFolder(site), options, Boolean(json)),
  );

command('explain', 'why a number is what it is, down to the orders')
  .argument('<indicator>', 'an id such as R32, P, R4 or index')
  .argument('[site]')
  .option('--period <period>', 'e.g. 2024-03; default: the newest')
  .option('--subject <subject>', 'code or name; default: the city')
  .option('--orders', 'list the orders behind it')
  .addOption(
    new Option('--since [period]', 'what moved it since then: previous (default), year, or a period').conflicts(
      'orders',
    ),
  )
  .action(async (indicator, site, { json, since, ...options }) =>
    since === undefined
      ? (await import('./commands/explain.ts')).explain(siteFolder(site), indicator, options, Boolean(json))
      : (await import('./commands/explain-since.ts')).explainSince(
          siteFolder(site),
          indicator,
          { ...options, since: since === true ? 'previous' : since },
          Boolean(json),
        ),
  );

command('whatif', 'the index with changed weights, method or data; ranks before and after')
  .argument('[site]')
  .option('--set <setting>', 'KEY=VALUE, e.g. weight.R51=50% (again for more)', collect, [])
  .option('--period <period>', 'e.g. 2024-03; default: the newest')
  .addOption(
    new Option('--level <level>', 'who is compared')
      .choices(['district', 'street', 'unit', 'city'])
      .default('district'),
  )
  .option('--sensitivity', 'also which weight matters most')
  .option('--sobol <n>', "also Sobol' indices, from n × (weights + 5) runs", wholeNumber('--sobol'))
  .action(async (site, { json, ...options }) =>
    (await import('./commands/whatif.ts')).whatif(siteFolder(site), options, Boolean(json)),
  );

command('dispute', "核对清单: the orders behind a unit's figures, with dates and what each costs")
  .argument('[site]')
  .requiredOption('--unit <unit>', 'code or name of a unit')
  .option('--period <period>', 'e.g. 2024-03; default: the newest')
  .option('--all', 'also orders that cost nothing')
  .option('--out <file>', 'CSV of all rows; no resident, no text')
  .action(async (site, { json, ...options }) =>
    (await import('./commands/dispute.ts')).dispute(siteFolder(site), options, Boolean(json)),
  );

command('rejects', 'what was refused, why, and how to mend it')
  .argument('[site]')
  .option('--again', 'land the files with refused rows again from their sources, and show what changed')
  .option('--file <name>', 'only exports of this name')
  .option('--out <file>', 'CSV of every refused place: file, row, column; never a value')
  .action(async (site, { json, ...options }) => {
    process.exitCode = await (await import('./commands/rejects.ts')).rejects(siteFolder(site), options, Boolean(json));
  });

command('rekey', 'land everything again under a new key of the resident hash')
  .argument('[site]')
  .action(async (site, { json }) => (await import('./commands/rekey.ts')).rekey(siteFolder(site), Boolean(json)));

command('report', 'build the static site')
  .argument('[site]')
  .addOption(editionOption('internal'))
  .action(async (site, { json, edition }) =>
    (await import('./commands/report.ts')).report(siteFolder(site), edition, Boolean(json)),
  );

command('briefing', 'a daily, weekly, monthly or special briefing (.docx in 公文 style)')
  .argument('[site]')
  .addOption(
    new Option('--kind <kind>', 'which briefing')
      .choices(['daily', 'weekly', 'monthly', 'special'])
      .makeOptionMandatory(),
  )
  .option('--period <period>', 'e.g. 2024-03, 2024-W10 or 2024-03-05; default: the newest that has ended')
  .option('--about <thing>', 'of a special one: topic:T012, event:E1a2b3c4, unit:U07 or district:D02')
  .option('--out <file>', 'default: in the folder briefings of the site')
  .option('--pdf', 'also as PDF, by LibreOffice')
  .action(async (site, { json, ...options }) =>
    (await import('./commands/briefing.ts')).briefing(siteFolder(site), options, Boolean(json)),
  );

program
  .command('serve')
  .description('serve the built site')
  .argument('[site]')
  .option('--port <port>', 'port', wholeNumber('--port'), 8345)
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .addOption(editionOption('internal'))
  .option('--base-path <path>', 'where it lies on the host, as /minqing')
  .option('--password-file <file>', 'only for those in it, see `minqing password`')
  .action(async (site, options) => (await import('./commands/serve.ts')).serve(siteFolder(site), options));

program
  .command('password')
  .description(
    'add a reader to a password file of `serve`, or give one a new password; it is read from the terminal or a pipe',
  )
  .argument('<file>')
  .argument('<name>')
  .action(async (file, name) => (await import('./commands/password.ts')).password(file, name));

command('export', 'open data as files')
  .argument('[site]')
  .requiredOption('--out <dir>', 'folder to write to')
  .addOption(
    new Option('--format <format>', 'file format').choices(['parquet', 'arrow', 'csv', 'xlsx']).default('parquet'),
  )
  .addOption(editionOption('public'))
  .action(async (site, { json, ...options }) =>
    (await import('./commands/export.ts')).exportTables(siteFolder(site), options, Boolean(json)),
  );

command('digest', 'order-free digest of the result tables')
  .argument('[site]')
  .option('--table <table>', 'only this table')
  .action(async (site, { table, json }) =>
    (await import('./commands/digest.ts')).digest(siteFolder(site), table, Boolean(json)),
  );

command('doctor', 'check the machine, the site and the warehouse, and say what to mend')
  .argument('[site]')
  .option('--make-key', 'make a resident key outside the site folder, if there is none')
  .action(async (site, options) => {
    process.exitCode = await (await import('./commands/doctor.ts')).doctor(
      siteFolder(site),
      options,
      Boolean(options.json),
    );
  });

const temporal = program.command('temporal').description('a Temporal server for this machine, and the runs on it');

const temporalCommand = (name: string, description: string) =>
  temporal.command(name).description(description).option('--json', 'answer as JSON').exitOverride();

temporal
  .command('up')
  .description('run a local server, with its database kept and its web UI')
  .option('--port <port>', "default: the port of temporal.yaml's address", wholeNumber('--port'))
  .option('--ui-port <port>', 'port of the web UI; default: the port + 1000', wholeNumber('--ui-port'))
  .action(async (options) => {
    process.exitCode = await (await import('./commands/temporal-up.ts')).temporalUp(options);
  });

temporalCommand('watch', 'come back to the open run of a site')
  .argument('[site]')
  .action(async (site, { json }) => {
    const { watchOpenRun } = await import('./commands/run-temporal.ts');
    process.exitCode = await watchOpenRun(siteFolder(site), Boolean(json));
  });

for (const [name, description] of [
  ['retry', 'let the open run of a site make again what failed'],
  ['stop', 'stop the open run of a site after the step under way'],
] as const)
  temporalCommand(name, description)
    .argument('[site]')
    .action(async (site, { json }) =>
      (await import('./commands/run-temporal.ts')).tellOpenRun(siteFolder(site), name, Boolean(json)),
    );

const schedule = program.command('schedule').description('the schedules of temporal.yaml on the server');

const scheduleCommand = (name: string, description: string) =>
  schedule
    .command(name)
    .description(description)
    .option('--site <id>', 'only those of this site')
    .option('--name <name>', 'only those of this name')
    .option('--json', 'answer as JSON')
    .exitOverride();

scheduleCommand('apply', "make the server's schedules those of temporal.yaml, and show the difference")
  .option('--dry-run', 'only show the difference')
  .action(async ({ json, ...options }) => (await import('./commands/schedule.ts')).apply(options, Boolean(json)));

scheduleCommand('list', 'what is on the server: last and next runs').action(async ({ json, ...options }) =>
  (await import('./commands/schedule.ts')).list(options, Boolean(json)),
);

scheduleCommand('pause', 'pause schedules, or let them go on')
  .option('--off', 'let them go on')
  .option('--reason <text>', 'shown beside them')
  .action(async ({ json, ...options }) => (await import('./commands/schedule.ts')).pause(options, Boolean(json)));

scheduleCommand('trigger', 'start now, and close what has ended by now').action(async ({ json, ...options }) =>
  (await import('./commands/schedule.ts')).trigger(options, Boolean(json)),
);

scheduleCommand('delete', 'take schedules off the server').action(async ({ json, ...options }) =>
  (await import('./commands/schedule.ts')).remove(options, Boolean(json)),
);

program
  .command('worker')
  .description('work for the sites of temporal.yaml, until Ctrl-C')
  .option('--queue <name...>', 'only these task queues', collect, [])
  .action(async ({ queue }) => (await import('./commands/worker.ts')).worker(queue.flat()));

const workbench = (command: Command) =>
  command
    .option('--text <columns>', 'columns with the text, comma-separated; title first')
    .option('--out <file>', 'CSV to write')
    .option('--id <column>', "default: the row's number")
    .option('--seed <n>', 'seed; the event method has no chance in it', wholeNumber('--seed'), 1)
    .option('--time <column>', 'column with the time')
    .option('--resident <column>', 'column that tells people apart; only the event method asks');

/** What the methods need on a file, which commander cannot require where the argument may be a site. */
function needed<Options extends { text?: string; out?: string }>(options: Options) {
  const { text, out } = options;
  if (text === undefined || out === undefined)
    throw new UserError('a file needs the columns of its text, and the name of what to write', {
      where: text === undefined ? '--text' : '--out',
      fix: 'write e.g. --text 标题,内容 --out labels.csv',
    });
  return { ...options, text, out };
}

workbench(command('topics', 'the topics of a site and what may be decided about them; or the topic method on a file'))
  .argument('[site-or-file]', 'a site folder, or a file in any ingest format')
  .option('--month <month>', 'of a site: default the newest')
  .option('--topic <id>', 'of a site: one topic and its typical orders')
  .option('--k <n>', 'number of topics; default: found', wholeNumber('--k'))
  .option('--split <share>', 'label the first share by time with model 1 and again with model 2', Number)
  .action(async (given = '.', { json, ...options }) => {
    const { isSite, topicsOfSite } = await import('./commands/topics.ts');
    if (isSite(given)) await topicsOfSite(given, options, Boolean(json));
    else await (await import('./commands/workbench.ts')).topics(given, { ...needed(options), json });
  });

workbench(command('events', 'the event method alone, on a file'))
  .argument('<file>', 'a file in any ingest format')
  .action(async (file, options) => (await import('./commands/workbench.ts')).events(file, needed(options)));

// `minqing status | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof UserError) {
    warn(error.text);
    process.exitCode = error.exitCode;
  } else {
    warn(`minqing failed: ${safeMessage(error)}`);
    if (process.env.MINQING_DEBUG) warn(String((error as Error).stack));
    process.exitCode = 1;
  }
}
