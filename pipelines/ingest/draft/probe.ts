import type { Contract } from '../contract.ts';

/**
 * A contract by which a file can be read before anything is known of it. With a header, the row that holds all its names is the
 * header; without one, the first row. `from`: keys by which objects are known as rows.
 */
export function probe(header: string[], from: string[] = header.slice(0, 1)): Contract {
  return {
    name: 'draft',
    file: 'the draft',
    kind: 'orders',
    files: ['*'],
    encoding: 'auto',
    header,
    empty: [''],
    dates: [],
    yes: [],
    no: [],
    columns: from.length > 0 ? { order_id: { from, required: false, lenient: false } } : {},
  };
}
