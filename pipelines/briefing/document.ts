import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  ImageRun,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  type Table,
  TabStopType,
  TextRun,
} from 'docx';
import type { Block, Briefing, Section } from './blocks.ts';
import { png } from './charts/png.ts';
import { chineseNumber } from './numbers.ts';
import { readable } from './readable.ts';
import { repack } from './repack.ts';
import { characterSpacing, type Face, font, lineHeight, linePitch, page, red, size, textWidth } from './style.ts';
import { tableOf } from './table.ts';

/**
 * The briefing as a .docx in 公文 style. The same briefing gives the same bytes on a machine with the same fonts.
 * `drawn`: false where no font can write Chinese; pictures are left out then, every number of theirs stands in a table.
 */
export async function documentOf(briefing: Briefing, { drawn }: { drawn: boolean }): Promise<Buffer> {
  const numbers = { tables: 0, charts: 0 };
  const body = [
    ...head(briefing),
    ...briefing.sections.flatMap((section, i) => sectionOf(section, `${chineseNumber(i + 1)}、`, numbers, drawn)),
    ...endNotes(briefing),
    ...briefing.annexes.flatMap((annex, i) => [
      line(`附表${briefing.annexes.length > 1 ? i + 1 : ''}`, 'heading', { pageBreakBefore: i === 0 }),
      ...sectionOf(annex, '', numbers, drawn),
    ]),
    ...foot(briefing),
  ];
  const document = new Document({
    title: readable(briefing.title),
    creator: readable(briefing.issuer),
    lastModifiedBy: readable(briefing.issuer),
    description: readable(briefing.standing),
    evenAndOddHeaderAndFooters: true,
    styles: {
      default: {
        document: {
          run: { font: font('body'), size: size.three, language: { value: 'en-US', eastAsia: 'zh-CN' } },
          paragraph: { spacing: { line: lineHeight, lineRule: LineRuleType.EXACT, before: 0, after: 0 } },
        },
        heading1: { run: { font: font('heading'), size: size.three, bold: false, color: '000000' } },
        heading2: { run: { font: font('subheading'), size: size.three, bold: false, color: '000000' } },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: page.width, height: page.height },
            margin: {
              top: page.top,
              bottom: page.bottom,
              left: page.left,
              right: page.right,
              footer: page.footer,
              header: 850,
              gutter: 0,
            },
          },
          grid: { linePitch },
        },
        footers: {
          default: pageNumber(AlignmentType.RIGHT, { rightChars: 100, right: 280 }),
          even: pageNumber(AlignmentType.LEFT, { leftChars: 100, left: 280 }),
        },
        children: body,
      },
    ],
  });
  return repack(await Packer.toBuffer(document), briefing.asOf);
}

const run = (text: string, face: Face, options: { size?: number; color?: string } = {}): TextRun =>
  new TextRun({ text: readable(text), font: font(face), size: size.three, characterSpacing, ...options });

type ParagraphOptions = Exclude<ConstructorParameters<typeof Paragraph>[0], string>;

const line = (text: string, face: Face, options: ParagraphOptions & object = {}): Paragraph =>
  new Paragraph({ ...options, children: [run(text, face)] });

/** 版头: 密级, the masthead in red, number, issuer and date, a red rule; then the title. */
function head(briefing: Briefing): Paragraph[] {
  const width = textWidth / 20;
  const letters = [...briefing.masthead].length;
  const mastheadSize = Math.min(88, Math.floor(width / letters) * 2);
  return [
    line(briefing.classification, 'heading'),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { before: 240, after: 200, line: mastheadSize * 13, lineRule: LineRuleType.EXACT },
      children: [run(briefing.masthead, 'title', { size: mastheadSize, color: red })],
    }),
    line(briefing.issue, 'body', { alignment: AlignmentType.CENTER }),
    new Paragraph({
      tabStops: [{ type: TabStopType.RIGHT, position: textWidth }],
      border: { bottom: { style: BorderStyle.SINGLE, size: 18, color: red, space: 4 } },
      children: [run(briefing.issuer, 'body'), new TextRun({ children: ['\t'] }), run(briefing.date, 'body')],
    }),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { before: lineHeight, after: 120, line: 700, lineRule: LineRuleType.EXACT },
      keepNext: true,
      children: [run(briefing.title, 'title', { size: size.two })],
    }),
    line(`（${briefing.standing}）`, 'subheading', {
      alignment: AlignmentType.CENTER,
      spacing: { ...exact, after: 280 },
    }),
  ];
}

const exact = { line: lineHeight, lineRule: LineRuleType.EXACT };

interface Numbers {
  tables: number;
  charts: number;
}

function sectionOf(
  { title, blocks }: Section,
  number: string,
  numbers: Numbers,
  drawn: boolean,
): (Paragraph | Table)[] {
  let subheadings = 0;
  const heading = new Paragraph({
    heading: 'Heading1',
    keepNext: true,
    ...(number ? { indent: indented } : { alignment: AlignmentType.CENTER }),
    children: [run(`${number}${title}`, 'heading')],
  });
  return [
    heading,
    ...blocks.flatMap((block) => {
      if (block.kind === 'subheading') subheadings++;
      return written(block, subheadings, numbers, drawn);
    }),
  ];
}

/** Two characters. */
const indented = { firstLineChars: 200, firstLine: 640 };

function written(block: Block, subheading: number, numbers: Numbers, drawn: boolean): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'paragraph':
      return [new Paragraph({ indent: indented, children: [run(block.text, 'body')] })];
    case 'note':
      return [
        new Paragraph({
          indent: { firstLineChars: 200, firstLine: 560 },
          children: [run(`注：${block.text}`, 'subheading', { size: size.four })],
        }),
      ];
    case 'subheading':
      return [
        new Paragraph({
          heading: 'Heading2',
          keepNext: true,
          indent: indented,
          children: [run(`（${chineseNumber(subheading)}）${block.text}`, 'subheading')],
        }),
      ];
    case 'table':
      return [caption(`表${++numbers.tables}　${block.caption}`, true), tableOf(block), gap()];
    case 'chart': {
      if (!drawn) return [];
      const number = ++numbers.charts;
      return [picture(block, number), caption(`图${number}　${block.caption}`, false), gap()];
    }
  }
}

const caption = (text: string, keepNext: boolean): Paragraph =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    keepNext,
    spacing: { ...exact, before: keepNext ? 120 : 0 },
    children: [run(text, 'heading', { size: size.smallFour })],
  });

const gap = (): Paragraph =>
  new Paragraph({
    spacing: { line: 200, lineRule: LineRuleType.EXACT },
    children: [new TextRun({ text: '', size: 2 })],
  });

/** `number` also tells the pictures of the document apart; docx's own numbers go on from document to document. */
function picture({ alt, drawing }: Extract<Block, { kind: 'chart' }>, number: number): Paragraph {
  const pixels = (tenths: number) => Math.round((tenths / 254) * 96);
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    keepNext: true,
    // An exact line would cut the picture off.
    spacing: { line: 240, lineRule: LineRuleType.AUTO, before: 120 },
    children: [
      new ImageRun({
        type: 'png',
        data: png(drawing),
        transformation: { width: pixels(drawing.width), height: pixels(drawing.height) },
        altText: { id: String(number), name: readable(alt.split('：')[0]!), title: '', description: readable(alt) },
      }),
    ],
  });
}

function endNotes({ notes }: Briefing): Paragraph[] {
  const small = { size: size.four };
  return [
    new Paragraph({
      spacing: { ...exact, before: 280 },
      keepNext: true,
      indent: indented,
      children: [run('说明：', 'heading', small)],
    }),
    ...notes.map(
      (text, i) =>
        new Paragraph({
          indent: { firstLineChars: 200, firstLine: 560 },
          children: [run(`${i + 1}．${text}`, 'body', small)],
        }),
    ),
  ];
}

/** 版记: to whom it goes, who issued it and when, between rules. */
function foot({ recipients, issuer, date }: Briefing): Paragraph[] {
  const rule = { style: BorderStyle.SINGLE, size: 8, color: '000000', space: 2 };
  const small = { size: size.four };
  return [
    gap(),
    ...(recipients
      ? [
          new Paragraph({
            spacing: { ...exact, before: 280 },
            border: { top: rule },
            keepNext: true,
            indent: { left: 980, hanging: 840, right: 140 },
            children: [run(`报送：${recipients}`, 'body', small)],
          }),
        ]
      : []),
    new Paragraph({
      spacing: { ...exact, before: recipients ? 0 : 280 },
      border: { top: { ...rule, size: recipients ? 4 : 8 }, bottom: rule },
      tabStops: [{ type: TabStopType.RIGHT, position: textWidth - 140 }],
      indent: { left: 140, right: 140 },
      children: [run(issuer, 'body', small), new TextRun({ children: ['\t'] }), run(`${date}编发`, 'body', small)],
    }),
  ];
}

const pageNumber = (
  alignment: (typeof AlignmentType)['LEFT' | 'RIGHT'],
  indent: { left?: number; leftChars?: number; right?: number; rightChars?: number },
): Footer =>
  new Footer({
    children: [
      new Paragraph({
        alignment,
        indent: indent.left === undefined ? { right: indent.right! } : { left: indent.left },
        children: [
          new TextRun({
            children: ['— ', PageNumber.CURRENT, ' —'],
            font: { ...font('page'), ascii: '宋体', hAnsi: '宋体' },
            size: size.four,
          }),
        ],
      }),
    ],
  });
