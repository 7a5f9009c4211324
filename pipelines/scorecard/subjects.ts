import type { Level } from '../../indicators/framework-schema.ts';
import { readSql } from '../engine/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

export interface Subject {
  /** Position in the official order over all kinds; its number in the columns of counted things. */
  number: number;
  kind: Level;
  code: string;
  parent: string | null;
}

/** Numbers the subjects (temporary table `subject_numbers`) and returns them in that order. */
export async function numberSubjects(warehouse: Warehouse): Promise<Subject[]> {
  await warehouse.run(readSql('marts/values_subject_numbers'));
  return warehouse.rows<Subject>('select number, kind, code, parent from subject_numbers order by number');
}
