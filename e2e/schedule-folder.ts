import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTemporal, type TemporalConfig } from '../pipelines/temporal/config.ts';

/** A folder with a temporal.yaml and the sites it names, for tests of schedules. */
export class ScheduleFolder {
  readonly dir = mkdtempSync(join(tmpdir(), 'minqing-schedules-'));
  readonly file = join(this.dir, 'temporal.yaml');
  /** Where the server is; set when it is up. */
  address = '';

  /** Writes a site folder; `lines` are lines of its site.yaml. */
  site(id: string, ...lines: string[]): void {
    mkdirSync(join(this.dir, id), { recursive: true });
    writeFileSync(join(this.dir, id, 'site.yaml'), [`id: ${id}`, 'name: 某市', ...lines, ''].join('\n'));
  }

  /** Writes temporal.yaml: for each site its schedules, each as one YAML line. */
  write(schedules: Record<string, Record<string, string>>): void {
    const sites = Object.entries(schedules).flatMap(([site, own]) => [
      `  ${site}:`,
      `    folder: ${site}`,
      ...(Object.keys(own).length > 0 ? ['    schedules:'] : []),
      ...Object.entries(own).map(([name, text]) => `      ${name}: ${text}`),
    ]);
    writeFileSync(this.file, [`address: ${this.address}`, 'sites:', ...sites, ''].join('\n'));
  }

  /** temporal.yaml as it is now. */
  config(): TemporalConfig {
    return loadTemporal(this.file);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
