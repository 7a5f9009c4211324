import fc from 'fast-check';
import { forms, type Mangling, mangledContract, mangledExport } from './formats-mangled.ts';
import { TrialSite } from './trial-site.ts';

/** Ways to spoil an export, smaller ones first. */
export const manglings = (mostRows: number): fc.Arbitrary<Mangling> =>
  fc.record({
    form: fc.constantFrom(...forms),
    rows: fc.integer({ min: 1, max: mostRows }),
    rate: fc.constantFrom(0, 0.1, 0.5, 1),
    bytes: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20 })),
    seed: fc.integer({ min: 0, max: 0x7fffffff }),
  });

export interface Totals {
  written: number;
  read: number;
  ignored: number;
  accepted: number;
  rejected: number;
  /** Files that were told as a whole. */
  told: number;
}

/** Lands spoilt exports one after another in one site and checks each account. */
export class MangledAccounts {
  readonly totals: Totals = { written: 0, read: 0, ignored: 0, accepted: 0, rejected: 0, told: 0 };
  readonly #trial: TrialSite;

  private constructor(trial: TrialSite) {
    this.#trial = trial;
  }

  static async open(): Promise<MangledAccounts> {
    return new MangledAccounts(await TrialSite.open({ 'contracts/orders.yaml': mangledContract }));
  }

  /**
   * @throws Error when landing crashes, an account does not close, an unspoilt file has rejects, or a file or row is
   * refused without a reason and a way out.
   */
  async land(mangling: Mangling): Promise<void> {
    const trial = this.#trial;
    const { name, content, written } = mangledExport(mangling);
    trial.failures.clear();
    trial.remove('exports');
    for (const table of ['files', 'rejects', 'landed_orders', 'landed_months'])
      await trial.warehouse.run(`delete from ${table}`);
    trial.write({ [`exports/${name}`]: content });
    const { setAside } = await trial.land();
    const told = [...trial.failures.values(), ...setAside.map(({ reason, fix }) => `${reason}\n  fix: ${fix}`)];
    const { warehouse } = trial;
    const files = await warehouse.rows<Omit<Totals, 'written' | 'told'>>(
      'select "read", ignored, accepted, rejected from files order by name',
    );
    const [rejects] = await warehouse.rows<{ mute: number; rows: number }>(
      `select count(*) filter (coalesce(reason, '') = '' or coalesce(fix, '') = '') as mute, count(distinct (file, "row")) as rows from rejects`,
    );
    const fault = (what: string) => new Error(`${what}: ${JSON.stringify({ files, rejects, told })}`);
    if (files.length + told.length === 0) throw fault('the file is neither landed nor told');
    if (told.some((text) => !/\n {2}fix: ./.test(text))) throw fault('a file is told without a way out');
    for (const { read, ignored, accepted, rejected } of files)
      if (read !== ignored + accepted + rejected) throw fault('the account does not close');
    if (rejects!.mute > 0) throw fault('a row is rejected without a reason or a way out');
    if (rejects!.rows !== files.reduce((sum, { rejected }) => sum + rejected, 0)) throw fault('rejects do not add up');
    if (mangling.rate === 0 && mangling.bytes === 0 && (told.length > 0 || rejects!.rows > 0))
      throw fault('a sound file was refused');
    this.totals.written += written;
    this.totals.told += told.length;
    for (const file of files)
      for (const key of ['read', 'ignored', 'accepted', 'rejected'] as const) this.totals[key] += file[key];
  }

  close(): void {
    this.#trial.close();
  }
}
