import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, textToSegment } from './clean.ts';

test('markup, entities, blanks and full-width characters are reduced to one line', () => {
  expect(cleanText('\n\t\t\u3000<p>Ａ３区&nbsp;１２号楼</p>\u00a0停水\r\n')).toBe('A3区 12号楼 停水');
  expect(cleanText('a<b 且 c>d')).toBe('a<b 且 c>d');
  expect(cleanText('5&lt;6&amp;7')).toBe('5<6&7');
  expect(cleanText('无\u200b障\ufeff碍')).toBe('无障碍');
});

test('nothing is nothing', () => {
  for (const nothing of [null, undefined, '', ' \u3000\n']) expect(cleanText(nothing)).toBe('');
});

test('courtesies go, the matter stays', () => {
  expect(textToSegment('尊敬的市领导：您好！小区停水三天。谢谢！')).toBe('小区停水三天。');
  expect(textToSegment('领导你好，路灯坏了')).toBe('路灯坏了');
  expect(textToSegment('路灯坏了。此致敬礼！')).toBe('路灯坏了。');
  expect(textToSegment('谢谢')).toBe('');
  expect(textToSegment('你好多的蚊子')).toBe('你好多的蚊子');
});

test.each([
  ['市民来电反映：小区停水三天', '小区停水三天'],
  ['网友通过热线投诉称 楼上漏水', '楼上漏水'],
  ['来电咨询，如何办理落户', '如何办理落户'],
  ['诉求内容：路灯不亮', '路灯不亮'],
  ['居民区噪音扰民', '居民区噪音扰民'],
  ['市民广场舞投诉多次无人处理', '市民广场舞投诉多次无人处理'],
  ['希望增设红绿灯', '希望增设红绿灯'],
])('what those who take calls write around the matter goes: %s', (text, left) => {
  expect(textToSegment(text)).toBe(left);
});

test('cleaning twice changes nothing more, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!/[<&]/.test(text));
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
    }),
  );
});
