import { describe, expect, test } from 'vitest';
import { textGate, wordGate } from './gate.ts';
import { marks } from './kinds.ts';
import { maskText, maskWord } from './mask.ts';
import { plantedTexts } from './planted-texts.ts';

describe('what is masked, each by its kind', () => {
  test.each([
    ['电话138-0013-8000，请回', '电话〔手机〕，请回'],
    ['电话１３８００１３８０００', '电话〔手机〕'],
    ['打幺三八零零幺三八零零零没人接', '打〔手机〕没人接'],
    ['座机0571-88886666转8012', '座机〔电话〕'],
    ['联系电话88886666', '联系电话〔电话〕'],
    ['身份证11010519491231002X。', '身份证〔证件号〕。'],
    ['护照号E12345678', '护照号〔证件号〕'],
    ['卡号6222 0200 0000 0000 123', '卡号〔银行卡〕'],
    ['粤B·12345违停', '〔车牌〕违停'],
    ['粤BD12345违停', '〔车牌〕违停'],
    ['邮箱a.b@163.com', '邮箱〔邮箱〕'],
    ['加微信abc12345', '加微信〔微信〕'],
    ['QQ：123456789', 'QQ：〔QQ〕'],
    ['我叫张伟住在东城', '我叫〔姓名〕住在东城'],
    ['姓名：阿依古丽·买买提，', '姓名：〔姓名〕，'],
    ['欧阳晓明先生来电', '〔姓名〕先生来电'],
    ['找到李先生', '找到〔姓名〕先生'],
    ['王主任说', '〔姓名〕主任说'],
    ['阳光花园3栋2单元501室漏水', '阳光花园〔门牌〕漏水'],
    ['人民路18号门前', '人民路〔门牌〕门前'],
  ])('%s', (text, masked) => expect(maskText(text)).toBe(masked));

  test('the caller of the row, wherever the name stands', () =>
    expect(maskText('邻居说向天歌不讲理，向天歌的狗叫', '向天歌女士')).toBe('邻居说〔姓名〕不讲理，〔姓名〕的狗叫'));

  test('a word of a short field', () => expect(maskWord('张某13800138000')).toBe('张某〔手机〕'));
});

test.each([
  '拨打12345、110、12315和400-820-8820都没用',
  '2024年3月5日至2024-03-06收费15800元，面积120.5平方米',
  '工单编号20240305000012345、工单号：202403050001的回复',
  '地铁12号线5号口，3月18号，第3层，共5栋楼',
  '本人于昨日在班主任、物业经理和业主代表陪同下',
  '我是小区业主，本人家住高新区，市民反映',
])('what is no person’s stays: %s', (text) => expect(maskText(text)).toBe(text));

describe('10,000 texts with planted personal data', () => {
  const texts = [...plantedTexts(10_000, 20260101)];
  const found = new Map<string, { all: number; gone: number }>();
  let innocent = 0;
  let harmed = 0;
  let masks = 0;
  for (const { text, planted, innocent: stays } of texts) {
    const masked = maskText(text);
    for (const { kind, value } of planted) {
      const count = found.get(kind) ?? { all: 0, gone: 0 };
      count.all++;
      if (!masked.includes(value)) count.gone++;
      found.set(kind, count);
    }
    masks += Object.values(marks).reduce((sum, mark) => sum + masked.split(mark).length - 1, 0);
    for (const value of stays) {
      innocent++;
      if (!masked.includes(value)) harmed++;
    }
  }

  test.each([...found])('recall of %s', (kind, { all, gone }) => {
    expect(all).toBeGreaterThan(300);
    expect(gone / all).toBeGreaterThanOrEqual(kind === '姓名' ? 0.95 : 0.99);
  });

  test('precision: look-alikes stay, and few masks stand where nothing was planted', () => {
    const planted = texts.reduce((sum, text) => sum + text.planted.length, 0);
    expect(harmed / innocent).toBeLessThan(0.01);
    expect(Math.min(planted, masks) / masks).toBeGreaterThanOrEqual(0.95);
  });

  test('the gate lets through every text that masking would change', () => {
    const gate = new RegExp(textGate, 'u');
    const narrow = new RegExp(wordGate, 'u');
    for (const { text } of texts) {
      if (maskText(text) !== text) expect(gate.test(text)).toBe(true);
      if (maskWord(text) !== text) expect(narrow.test(text)).toBe(true);
    }
  });
});
