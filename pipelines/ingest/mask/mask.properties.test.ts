import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { marks } from './kinds.ts';
import { maskText, maskWord } from './mask.ts';
import { plantedTexts } from './planted-texts.ts';

/** Pieces that trip one another up: personal data, labels, marks, halves of all of them. */
const pieces = fc.constantFrom(
  ...Object.values(marks),
  ...'13800138000 138-0013-8000 0571-88886666 88886666 11010519491231002X E12345678 6222020200000000123 粤B12345 a@b.com abc12345 12345 110 400-820-8820 2024 3 501 １３８ 幺三八零零'.split(
    ' ',
  ),
  ...'电话 手机号 身份证 护照 卡号 微信 QQ 车牌 订单号 姓名 联系人： 我叫 本人 市民 业主 先生 女士 主任 老师 转 年 月 号 栋 单元 室 号楼 弄 路 花园 第 共 元'.split(
    ' ',
  ),
  ...'王 张伟 欧阳 建国 阿依古丽· 李四、 〔 〕 （ ） - — ， 。 ： 、 + 0 86 A B # @ . \n \u3000 \u00a0 \ud800 \udc00 😀'.split(
    ' ',
  ),
  ' ',
);
const composed = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(''));
const anything = fc.oneof(
  composed,
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.tuple(composed, fc.string({ maxLength: 10 }), composed).map((parts) => parts.join('')),
);
const runs = { seed: 20260101, numRuns: 3_000 };
const longestMark = Math.max(...Object.values(marks).map((mark) => mark.length));

describe('any text', () => {
  test('masking twice is masking once', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(maskText(maskText(text))).toBe(maskText(text));
      }),
      runs,
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(maskWord(maskWord(text))).toBe(maskWord(text));
      }),
      runs,
    );
    for (const { text } of plantedTexts(2_000, 3)) expect(maskText(maskText(text))).toBe(maskText(text));
  });

  test('no mask is longer than what it stands for by more than a mark; what stays, stays in order', () =>
    fc.assert(
      fc.property(anything, fc.constantFrom('', '王伟', '欧阳建国女士', '匿名'), (text, caller) => {
        const masked = maskText(text, caller);
        const mark = new RegExp(Object.values(marks).join('|'), 'g');
        expect(masked.length).toBeLessThanOrEqual(text.length + longestMark * (masked.match(mark)?.length ?? 0));
        let at = 0;
        for (const kept of masked.split(mark)) {
          const found = text.indexOf(kept, at);
          expect(found).toBeGreaterThanOrEqual(at);
          at = found + kept.length;
        }
      }),
      runs,
    ));

  test('the same whatever was masked before it', () =>
    fc.assert(
      fc.property(composed, anything, (text, other) => {
        const alone = maskText(text);
        maskText(other);
        expect(maskText(text)).toBe(alone);
      }),
      runs,
    ));
});

describe('100,000 characters in linear time', () => {
  const repeated = [
    ...'1 13 138 0571- 1- 1、 12栋 一栋 A B- 一 幺三 a a. a@ @ 粤B 粤 微信 QQ 车牌 护照 姓名： 姓名：张· 联系人张 我叫 王 王、 张伟、 先生 王先生 主任 路1号 1号 1弄 单元 1单元 号 （ ( 卡号1 62220202 电话1 电话( 〔 〔手机〕 \ud800 1\u00a0 敬礼！ 业主（ 楼上1 1-1- A1、 一二三 123号院1号楼'.split(
      ' ',
    ),
    '电话 1',
    '1 ',
    'a ',
    '王 ',
    ' ',
    '\n',
  ];

  test.each(repeated)('%j again and again', (piece) => {
    const seconds = (length: number) => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 2; i++) {
        const began = performance.now();
        maskText(text);
        best = Math.min(best, (performance.now() - began) / 1000);
      }
      return best;
    };
    const short = seconds(6_250);
    const long = seconds(100_000);
    // Linear is a ratio of 16, quadratic of 256; what is between them is for machines that do other things meanwhile.
    expect(long).toBeLessThan(Math.max(0.3, 64 * short));
    expect(long).toBeLessThan(5);
  });
});
