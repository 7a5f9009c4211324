import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Block, Briefing } from './blocks.ts';
import { barChart, pairChart } from './charts/bars.ts';
import { courseChart, intervalChart } from './charts/intervals.ts';
import { canDrawChinese, png } from './charts/png.ts';
import { documentOf } from './document.ts';

const longName = '某某市某某区非常长的承办单位名称某某市某某区非常长的承办单位名称某某某某某某';
const hostile = ['<script>alert("1")</script>', longName, `"'&]]>`, '表\u0000情\uD800😀', '../../etc/passwd'];

const table: Block = {
  kind: 'table',
  caption: '得分',
  columns: [
    { name: '区', width: 60 },
    { name: '得分', width: 40, align: 'right' },
  ],
  rows: hostile.map((name, i) => [name, `${i}.5`]),
};

const chart: Block = {
  kind: 'chart',
  caption: '走势',
  alt: '柱状图：一<二',
  drawing: barChart([
    { label: '1月', value: 3 },
    { label: '<2>', value: 0 },
  ]),
};

const briefing: Briefing = {
  masthead: '云溪市民情简报',
  classification: '内部资料　注意保管',
  issue: '2026年第1期',
  issuer: '云溪市12345热线',
  date: '2026年1月31日',
  title: `${longName}2026年1月民情月报`,
  standing: '未定稿（最新值），数据截至2026年1月31日24时',
  sections: [
    { title: '总体情况', blocks: [{ kind: 'paragraph', text: '工单5件。' }, table, chart] },
    {
      title: '评估结果',
      blocks: [
        { kind: 'subheading', text: '说明' },
        { kind: 'note', text: '注意。' },
      ],
    },
  ],
  annexes: [{ title: '指标明细', blocks: [table] }],
  notes: ['全量统计。'],
  recipients: '市领导',
  asOf: '2026-02-01 00:00:00',
};

const parts = async (what: Briefing, drawn = true) => {
  const files = unzipSync(await documentOf(what, { drawn }));
  return (name: string) => strFromU8(files[name] ?? new Uint8Array());
};

/** Text between the tags, as a reader sees it. */
const readText = (xml: string): string =>
  xml
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;|&#39;/g, "'")
    .replace(/&amp;/g, '&');

test('paper, margins, lines and faces are those of GB/T 9704', async () => {
  const part = await parts(briefing);
  const document = part('word/document.xml');
  // 210 × 297 mm; 37, 35, 28 and 26 mm; 225 mm in 22 lines; in twips.
  expect(document).toMatch(/<w:pgSz w:w="11906" w:h="16838"/);
  for (const side of ['w:top="2098"', 'w:bottom="1984"', 'w:left="1587"', 'w:right="1474"'])
    expect(/<w:pgMar [^>]*>/.exec(document)![0]).toContain(side);
  expect(document).toMatch(/<w:docGrid w:linePitch="579"/);
  const styles = part('word/styles.xml');
  expect(styles).toMatch(
    /<w:docDefaults>.*w:eastAsia="仿宋".*<w:sz w:val="32"\/>.*w:line="560"[^>]*w:lineRule="exact"/s,
  );
  // 28 characters of 16 − 0.25 points fit into 156 mm.
  expect(document).toContain('<w:spacing w:val="-5"/>');
  expect(28 * (16 - 0.25)).toBeLessThanOrEqual((156 / 25.4) * 72);
  const run = (text: string) =>
    new RegExp(`<w:r><w:rPr>((?:(?!</w:rPr>).)*)</w:rPr><w:t[^>]*>${text}</w:t>`).exec(document)?.[1];
  expect(run(briefing.title)).toMatch(/方正小标宋简体.*<w:sz w:val="44"\/>/);
  expect(run('一、总体情况')).toMatch(/黑体.*<w:sz w:val="32"\/>/);
  expect(run('（一）说明')).toMatch(/楷体/);
  expect(run(briefing.masthead)).toMatch(/<w:color w:val="C00000"\/>/);
  expect(part('word/fontTable.xml')).toContain('<w:altName w:val="仿宋_GB2312,FangSong,FangSong_GB2312,STFangsong"/>');
});

test('pages are numbered — 1 —, odd ones at the right and even ones at the left', async () => {
  const part = await parts(briefing);
  const footers = [part('word/footer1.xml'), part('word/footer2.xml')];
  for (const footer of footers) expect(footer).toMatch(/— .*PAGE.* —/s);
  expect(footers.some((footer) => footer.includes('<w:jc w:val="right"/>'))).toBe(true);
  expect(footers.some((footer) => footer.includes('<w:jc w:val="left"/>'))).toBe(true);
  expect(part('word/settings.xml')).toContain('<w:evenAndOddHeaders');
});

test('heads of tables are repeated, rows are not cut, pictures have their words', async () => {
  const document = (await parts(briefing))('word/document.xml');
  expect(document.match(/<w:tblHeader\/>/g)).toHaveLength(2);
  expect(document.match(/<w:cantSplit\/>/g)).toHaveLength(2 * (hostile.length + 1));
  expect(document).toMatch(/descr="柱状图：一&lt;二"/);
  const text = readText(document);
  expect(text).toContain('表1　得分');
  expect(text).toContain('图1　走势');
  expect(text).toContain('表2　得分');
  expect(text).toContain('报送：市领导');
});

test('hostile names stay text, and the XML stays XML', async () => {
  const document = (await parts(briefing))('word/document.xml');
  const text = readText(document);
  for (const name of [hostile[0]!, longName, hostile[2]!, '../../etc/passwd', '表 情 😀']) expect(text).toContain(name);
  expect(document).not.toContain('<script');
  expect(document).not.toMatch(/\p{Cs}/u);
  expect(balanced(document)).toBe(true);
});

/** Every tag that opens closes, in order. */
function balanced(xml: string): boolean {
  const open: string[] = [];
  for (const [, closing, name, rest] of xml.matchAll(/<(\/?)([\w:]+)([^>]*)>/g)) {
    if (closing) {
      if (open.pop() !== name) return false;
    } else if (!rest!.endsWith('/')) open.push(name!);
  }
  return open.length === 0;
}

test('the same briefing gives the same bytes, and holds no clock', async () => {
  const [first, second] = [await documentOf(briefing, { drawn: true }), await documentOf(briefing, { drawn: true })];
  expect(first.equals(second)).toBe(true);
  const core = strFromU8(unzipSync(first)['docProps/core.xml']!);
  expect(core.match(/2026-02-01T00:00:00Z/g)).toHaveLength(2);
  expect(core).not.toContain(String(new Date().getFullYear() === 2026 ? '2026-1' : new Date().getFullYear()));
});

test('without a font there are no pictures, and everything else is there', async () => {
  const part = await parts(briefing, false);
  expect(part('word/document.xml')).not.toContain('<w:drawing>');
  expect(readText(part('word/document.xml'))).toContain('表1　得分');
});

test('charts are drawn at 300 dots an inch, whatever they hold', () => {
  expect(canDrawChinese()).toBe(true);
  const drawings = [
    barChart([{ label: '', value: 0 }]),
    pairChart([{ name: longName, now: 0, before: null }], ['本期', '上月']),
    pairChart(
      hostile.map((name, i) => ({ name, now: i, before: 10 ** i })),
      ['本期', '上月'],
    ),
    intervalChart([{ name: '<b>', score: 0, low: null, high: null }], 50),
    courseChart([
      { label: '1月', score: null, low: null, high: null },
      { label: '2月', score: 100, low: 99, high: 100 },
    ]),
  ];
  for (const drawing of drawings) {
    expect(drawing.svg).not.toMatch(/NaN|Infinity|undefined/);
    const picture = png(drawing);
    // Width and height in the PNG's head, in pixels.
    expect(picture.readUInt32BE(16)).toBe(Math.round((drawing.width / 254) * 300));
  }
});
