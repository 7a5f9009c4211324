/** What a briefing is made of, before it is a document: no fonts, no measures of paper. */

export interface Column {
  name: string;
  /** Share of the table's width. */
  width: number;
  align?: 'left' | 'right' | 'center';
}

/** A picture drawn as SVG in a coordinate system of tenths of a millimetre. */
export interface Drawing {
  svg: string;
  width: number;
  height: number;
}

export type Block =
  | { kind: 'subheading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'note'; text: string }
  | { kind: 'table'; caption: string; columns: Column[]; rows: string[][] }
  | { kind: 'chart'; caption: string; alt: string; drawing: Drawing };

/** One part of a briefing under a heading that the document numbers: 一、二、三. */
export interface Section {
  title: string;
  blocks: Block[];
}

export interface Briefing {
  masthead: string;
  classification: string;
  /** 期号, such as `2026年第31期`; a special report has none. */
  issue: string;
  issuer: string;
  /** Day of the figures (`as_of`), as readers write it. */
  date: string;
  title: string;
  /** What the figures are: 定稿 with its number, or 未定稿, and as of when. */
  standing: string;
  sections: Section[];
  /** 附表, numbered after the sections. */
  annexes: Section[];
  /** Notes at the end: what the intervals are, what the framework is. */
  notes: string[];
  recipients: string | undefined;
  /** `YYYY-MM-DD HH:MM:SS`: the document's own time. */
  asOf: string;
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const note = (text: string): Block => ({ kind: 'note', text });
export const subheading = (text: string): Block => ({ kind: 'subheading', text });
