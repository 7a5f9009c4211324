import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textGate, wordGate } from './gate.ts';
import { heldOutTexts } from './held-out-texts.ts';
import { marks, type PersonalKind } from './kinds.ts';
import { maskText, maskWord } from './mask.ts';
import { masksAgainst } from './masking-score.ts';
import { wordsAfterName, wordsBeforeName } from './name-words.ts';
import { anyNameBeginnings } from './person-names.ts';
import { plantedTexts } from './planted-texts.ts';
import { allSurnames, compoundSurnames, frequentSurnames, plainSurnames } from './surnames.ts';

describe('what is masked, each by its kind', () => {
  test.each([
    ['电话138-0013-8000，请回', '电话〔手机〕，请回'],
    ['电话138 - 0013 - 8000，请回', '电话〔手机〕，请回'],
    ['电话１３８００１３８０００', '电话〔手机〕'],
    ['打幺三八零零幺三八零零零没人接', '打〔手机〕没人接'],
    ['幺三八 零零幺三 八零零零', '〔手机〕'],
    ['tel13800138000', 'tel〔手机〕'],
    ['订单上的手机号13800138000', '订单上的手机号〔手机〕'],
    ['座机0571-88886666转8012', '座机〔电话〕'],
    ['（0571）88886666', '〔电话〕'],
    ['零五七一八八八八六六六六', '〔电话〕'],
    ['联系电话88886666、88886667', '联系电话〔电话〕、〔电话〕'],
    ['身份证11010519491231002X。', '身份证〔证件号〕。'],
    ['１１０１０５１９４９１２３１００２ｘ', '〔证件号〕'],
    ['残疾证号11010519491231002X43', '残疾证号〔证件号〕'],
    ['老身份证110105491231002', '老身份证〔证件号〕'],
    ['护照号E12345678', '护照号〔证件号〕'],
    ['护照（EA1234567）', '护照（〔证件号〕）'],
    ['卡号6222 0200 0000 0000 123', '卡号〔银行卡〕'],
    ['银行卡9558 8013 1347 5515 587被扣', '银行卡〔银行卡〕被扣'],
    ['粤B·12345违停', '〔车牌〕违停'],
    ['粤BD12345违停', '〔车牌〕违停'],
    ['京 a 12345违停', '〔车牌〕违停'],
    ['邮箱a.b@163.com。', '邮箱〔邮箱〕。'],
    ['邮箱ａ．ｂ＠１６３．ｃｏｍ', '邮箱〔邮箱〕'],
    ['加微信abc12345', '加微信〔微信〕'],
    ['我的微信是id_2024', '我的微信是〔微信〕'],
    ['QQ：123456789', 'QQ：〔QQ〕'],
    ['我叫张伟住在东城', '我叫〔姓名〕住在东城'],
    ['姓名：阿依古丽·买买提，', '姓名：〔姓名〕，'],
    ['姓名：粟先为；', '姓名：〔姓名〕；'],
    ['投诉人：张三、李四和王五', '投诉人：〔姓名〕、〔姓名〕和〔姓名〕'],
    ['欧阳晓明先生来电', '〔姓名〕先生来电'],
    ['找到李先生', '找到〔姓名〕先生'],
    ['王主任说', '〔姓名〕主任说'],
    ['村民王建国家里停电', '村民〔姓名〕家里停电'],
    ['阳光花园3栋2单元501室漏水', '阳光花园〔门牌〕漏水'],
    ['阳光花园三栋二单元五〇一室', '阳光花园〔门牌〕'],
    ['锦绣家园1、3、5栋业主', '锦绣家园〔门牌〕业主'],
    ['锦绣家园5-1203', '锦绣家园〔门牌〕'],
    ['人民路18号门前', '人民路〔门牌〕门前'],
    ['幸福路123弄45号502室', '幸福路〔门牌〕'],
  ])('%s', (text, masked) => expect(maskText(text)).toBe(masked));

  test('the caller of the row, wherever the name stands', () =>
    expect(maskText('邻居说向天歌不讲理，向天歌的狗叫', '向天歌女士')).toBe('邻居说〔姓名〕不讲理，〔姓名〕的狗叫'));

  test('a word of a short field', () => expect(maskWord('张某13800138000')).toBe('张某〔手机〕'));
});

test.each([
  '拨打12345、110、12315、95588、0571-12345、4008208820和400-820-8820都没用',
  '2024年3月5日至2024-03-06收费15800元，138001380.00元，面积120.5平方米，3室2厅',
  '工单编号20240305000012345、工单号：202403050001的回复，订单号13800138000，发票号码62053103861451234567',
  '地铁12号线5号口，3月18号，第3层，共5栋楼，一栋居民楼，3栋楼房',
  '本人于昨日在班主任、物业经理和业主代表陪同下，本人于今年三月',
  '我是小区业主，本人家住高新区，市民反映，我是阳光花园的业主',
  '依据国办函〔2025〕66号和GB/T 33358-2016，《物业管理条例》第五十七条，二〇二四年三月五日',
  '许多老师、代课老师、由于经理不在、拖欠老师工资、文具店老板、骨科医生',
  '微信公众号abcdefg，QQ群通知，车牌识别，一、二、三、四、五、六、七、八',
])('what is no person’s stays: %s', (text) => expect(maskText(text)).toBe(text));

/** What the product promises: .99 for what has a structure, .95 for names where they are declared, .95 of all masks right. */
const floor = (kind: PersonalKind): number => (kind === 'name' ? 0.95 : 0.99);

describe.each([
  ['10,000 texts', () => plantedTexts(10_000, 20260101)],
  ['8,000 orders of templates written after the masking', () => heldOutTexts(8_000, 20260102)],
])('%s with planted personal data', (_, texts) => {
  const { recall, precision } = masksAgainst(texts());
  const sum = (of: (kind: PersonalKind) => number) =>
    (Object.keys(marks) as PersonalKind[]).reduce((s, k) => s + of(k), 0);

  test.each(Object.keys(marks) as PersonalKind[])('recall of %s', (kind) => {
    const { planted, found } = recall.get(kind)!;
    expect(planted).toBeGreaterThan(200);
    expect(found / planted).toBeGreaterThanOrEqual(floor(kind));
  });

  test('precision', () =>
    expect(
      sum((kind) => precision.get(kind)!.right) / sum((kind) => precision.get(kind)!.masks),
    ).toBeGreaterThanOrEqual(0.95));
});

test('the gate lets through every text that masking would change', () => {
  const gate = new RegExp(textGate, 'u');
  const narrow = new RegExp(wordGate, 'u');
  for (const { text } of [...plantedTexts(2_000, 7), ...heldOutTexts(2_000, 8)])
    for (const piece of text.split(/(?<=[，。；\n])/)) {
      if (maskText(piece) !== piece) expect(gate.test(piece), piece).toBe(true);
      if (maskWord(piece) !== piece) expect(narrow.test(piece), piece).toBe(true);
    }
});

test('and of texts put together from all that masking looks at, also those it leaves alone', () => {
  const gate = new RegExp(textGate, 'u');
  const words = [
    ...[...Object.values(wordsBeforeName).flat(), ...wordsAfterName],
    ...'路 街 道 胡同 村 大道 弄 里 花园 小区 号 号楼 号院 号房 号门 栋 幢 座 单元 甲单元 门 室 房 户 东户 楼 层 附 业主 住户 # ＃ 之 - － — 、 第 共 月'.split(
      ' ',
    ),
    ...'1 2 12 301 1502 １２ ３０１ 一 二 十二 三〇一 幺三八零零 A B12 Ｂ'.split(' '),
    ...'王 李 张 刘 高 何 方 于 任 欧 欧阳 司 司马 代 水 伟 建国 小明 阿依 的 在 称 来 找 给 某 姓 名 ： : ， 。 （ ） “ · . ? 😀'.split(
      ' ',
    ),
    ' ',
    '\u3000',
  ];
  let changed = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 7 }), (parts) => {
      const text = parts.join('');
      if (maskText(text) === text) return;
      changed++;
      expect(gate.test(text), text).toBe(true);
    }),
    { seed: 20261123, numRuns: 60_000 },
  );
  expect(changed).toBeGreaterThan(3_000);
});

test('the beginnings of names in the gate are all there are', () => {
  for (const surname of [...plainSurnames, ...frequentSurnames, ...allSurnames, ...compoundSurnames])
    expect(anyNameBeginnings).toContain(surname[0]);
});
