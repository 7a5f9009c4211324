/** What a canonical column holds, which decides how its cell is read. */
export type Sort =
  | 'id' // kept as written
  | 'word' // a short word: channel, status …
  | 'words' // several short words in one cell
  | 'choice' // one of a fixed list of words
  | 'text' // free text: personal data inside is masked
  | 'place' // free text: also cut back to the estate or road
  | 'time'
  | 'flag' // yes or no
  | 'count' // a whole number
  | 'seconds' // a duration
  | 'key' // hashed, never stored as written
  | 'name'; // a person's name: never stored

export interface CanonicalColumn {
  name: string;
  sort: Sort;
  /** The column of the landed table, where it differs: names of places and units are resolved to codes later. */
  landed?: string;
  /** The words of a choice. */
  words?: readonly string[];
  /** Every contract must map it. */
  always?: boolean;
  /** May hold the name of an official: `mask: name` keeps the surname only. */
  person?: boolean;
  /** Joined the table after rows had been landed: it enters the hash of a row only where it has a value. */
  later?: boolean;
}

/**
 * What one row of an export is: a work order, a call, a call-back (or survey) of an order, an entry in the ledger of
 * exclusions, a unit that handles an order.
 */
export const kinds = ['orders', 'calls', 'callbacks', 'exclusions', 'assists'] as const;

export type Kind = (typeof kinds)[number];

/** The kinds whose rows belong to an order. */
export const kindsOfOrders = ['orders', 'callbacks', 'exclusions', 'assists'] as const satisfies readonly Kind[];

const solved = ['实际解决', '解释说明', '未解决'] as const;
const satisfied = ['满意', '基本满意', '不满意'] as const;
const decisions = ['同意', '不同意', '待定'] as const;
const roles = ['主办', '协办'] as const;

/** The columns a contract may map, in the order of the landed table. */
export const canonicalColumns: Record<Kind, readonly CanonicalColumn[]> = {
  orders: [
    { name: 'order_id', sort: 'id', always: true },
    { name: 'received_at', sort: 'time' },
    { name: 'channel', sort: 'word' },
    { name: 'kind', sort: 'choice', words: ['咨询', '求助', '投诉', '举报', '建议', '表扬', '其他'] },
    { name: 'category1', sort: 'word' },
    { name: 'category2', sort: 'word' },
    { name: 'category3', sort: 'word' },
    { name: 'title', sort: 'text' },
    { name: 'body', sort: 'text' },
    { name: 'reply', sort: 'text' },
    { name: 'place', sort: 'place' },
    { name: 'district', sort: 'word', landed: 'district_name' },
    { name: 'street', sort: 'word', landed: 'street_name' },
    { name: 'unit', sort: 'word', landed: 'unit_name' },
    { name: 'resident', sort: 'key' },
    { name: 'resident_type', sort: 'word' },
    { name: 'dispatched_at', sort: 'time' },
    { name: 'signed_at', sort: 'time' },
    { name: 'contacted_at', sort: 'time' },
    { name: 'due_at', sort: 'time' },
    { name: 'closed_at', sort: 'time' },
    { name: 'on_time', sort: 'flag' },
    { name: 'returns', sort: 'count' },
    { name: 'hops', sort: 'count' },
    { name: 'redo', sort: 'count' },
    { name: 'merged_into', sort: 'id' },
    { name: 'merged_at', sort: 'time' },
    { name: 'mark', sort: 'word' },
    { name: 'marked_at', sort: 'time' },
    { name: 'callback_at', sort: 'time' },
    { name: 'callback_mode', sort: 'word' },
    { name: 'callback_valid', sort: 'flag' },
    { name: 'solved_resident', sort: 'choice', words: solved },
    { name: 'solved_unit', sort: 'choice', words: solved },
    { name: 'satisfaction', sort: 'choice', words: satisfied },
    { name: 'desk', sort: 'flag' },
    { name: 'likes', sort: 'count' },
    { name: 'dislikes', sort: 'count' },
    { name: 'status', sort: 'word' },
    { name: 'available_at', sort: 'time' },
    { name: 'callback_final_at', sort: 'time', later: true },
    { name: 'callback_by', sort: 'word', later: true },
    { name: 'callback_count', sort: 'count', later: true },
    { name: 'solved_resident_final', sort: 'choice', words: solved, later: true },
    { name: 'satisfaction_final', sort: 'choice', words: satisfied, later: true },
    { name: 'dissatisfaction', sort: 'text', later: true },
    { name: 'role', sort: 'choice', words: roles, later: true },
    { name: 'assist_units', sort: 'words', later: true },
    { name: 'appeals', sort: 'count', later: true },
    { name: 'excluded', sort: 'flag', later: true },
    { name: 'exclusion_reason', sort: 'text', later: true },
    { name: 'excluded_at', sort: 'time', later: true },
    { name: 'extended_to', sort: 'time', later: true },
    { name: 'suspended_from', sort: 'time', later: true },
    { name: 'suspended_to', sort: 'time', later: true },
    { name: 'name', sort: 'name' },
  ],
  calls: [
    { name: 'call_id', sort: 'id' },
    { name: 'in_at', sort: 'time', always: true },
    { name: 'requested', sort: 'flag' },
    { name: 'answered', sort: 'flag' },
    { name: 'wait_seconds', sort: 'seconds' },
    { name: 'caller', sort: 'key' },
    { name: 'called_back_at', sort: 'time' },
    { name: 'called_back', sort: 'flag' },
    { name: 'talk_seconds', sort: 'seconds' },
    { name: 'order_id', sort: 'id' },
    { name: 'menu_seconds', sort: 'seconds', later: true },
  ],
  callbacks: [
    { name: 'callback_id', sort: 'id' },
    { name: 'order_id', sort: 'id', always: true },
    { name: 'round', sort: 'count' },
    { name: 'callback_at', sort: 'time' },
    { name: 'callback_mode', sort: 'word' },
    { name: 'callback_by', sort: 'word' },
    { name: 'callback_valid', sort: 'flag' },
    { name: 'solved_resident', sort: 'choice', words: solved },
    { name: 'satisfaction', sort: 'choice', words: satisfied },
    { name: 'dissatisfaction', sort: 'text' },
    { name: 'name', sort: 'name' },
  ],
  exclusions: [
    { name: 'exclusion_id', sort: 'id' },
    { name: 'order_id', sort: 'id', always: true },
    { name: 'matter', sort: 'choice', words: ['剔除', '改评', '其他'] },
    { name: 'reason', sort: 'text' },
    { name: 'proposer', sort: 'word', person: true },
    { name: 'proposed_at', sort: 'time' },
    { name: 'approver', sort: 'word', person: true },
    { name: 'approved_at', sort: 'time' },
    { name: 'decision', sort: 'choice', words: decisions },
    { name: 'name', sort: 'name' },
  ],
  assists: [
    { name: 'order_id', sort: 'id', always: true },
    { name: 'unit', sort: 'word', landed: 'unit_name', always: true },
    { name: 'role', sort: 'choice', words: roles },
    { name: 'dispatched_at', sort: 'time' },
    { name: 'signed_at', sort: 'time' },
    { name: 'closed_at', sort: 'time' },
  ],
};

/** Times that may lie ahead: they do not say when an export was made. */
export const timesAhead: readonly string[] = ['due_at', 'extended_to', 'suspended_to'];

/** The times a row is dated by, in this order: its month is that of the first one it has. */
export const anchorColumns: Record<Kind, readonly string[]> = {
  orders: ['received_at', 'closed_at'],
  calls: ['in_at'],
  callbacks: ['callback_at'],
  exclusions: ['proposed_at', 'approved_at'],
  assists: ['dispatched_at', 'signed_at', 'closed_at'],
};

/** The column of the landed table. */
export const landedName = (column: CanonicalColumn): string => column.landed ?? column.name;

/** Columns that are stored: all but names of persons. */
export const storedColumns = (kind: Kind): readonly CanonicalColumn[] =>
  canonicalColumns[kind].filter((column) => column.sort !== 'name');

/** DuckDB's type of a stored column. */
export function columnType({ sort }: CanonicalColumn): string {
  switch (sort) {
    case 'time':
      return 'TIMESTAMP';
    case 'flag':
      return 'BOOLEAN';
    case 'count':
    case 'seconds':
      return 'INTEGER';
    case 'words':
      return 'VARCHAR[]';
    default:
      return 'VARCHAR';
  }
}
