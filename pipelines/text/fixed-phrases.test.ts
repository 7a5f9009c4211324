import { expect, test } from 'vitest';
import { documentsAbout } from '../topics/hand-made.ts';
import { findFixedPhrases, phraseRemover } from './fixed-phrases.ts';

const { documents, subject } = documentsAbout(['噪音', '供水', '停车', '学校', '供暖'], 600, 1);

/** Texts of five subjects: two in three begin as operators do, one in two ends with a plea, heating always begins alike. */
const texts = documents.map((words, i) => {
  const matter = (subject[i] === '供暖' ? '家里暖气不热' : '') + words.join('');
  return `${i % 3 < 2 ? '市民来电反映' : ''}${matter}，诉求类别：${i % 2 ? '普通件' : '加急件'}${i % 2 === 0 ? '，请尽快派人处理为盼' : ''}。`;
});

test('what texts of all matters share is fixed; what one matter says is not, however often', () => {
  const fixed = findFixedPhrases(texts);
  expect(fixed.openings).toEqual(['市民来电反映']);
  expect(fixed.clauses).toEqual(expect.arrayContaining(['请尽快派人处理为盼', '诉求类别', '普通件', '加急件']));
  expect(fixed.openings.concat(fixed.clauses, fixed.closings).join()).not.toContain('暖');
});

test('the order of texts does not matter, and few texts show nothing', () => {
  expect(findFixedPhrases([...texts].reverse())).toEqual(findFixedPhrases(texts));
  expect(findFixedPhrases(texts.slice(0, 150))).toEqual({ openings: [], closings: [], clauses: [] });
  expect(findFixedPhrases(texts.map(() => ''))).toEqual({ openings: [], closings: [], clauses: [] });
});

test('fixed phrases go, and nothing else', () => {
  const without = phraseRemover({
    openings: ['市民来电反映', 'a.b'],
    closings: ['望处理'],
    clauses: ['普通件', '(急)'],
  });
  expect(without('市民来电反映小区停水，普通件，不普通件望处理。')).toBe('小区停水， ，不普通件');
  expect(without('昨天市民来电反映停水')).toBe('昨天市民来电反映停水');
  expect(without('axb停水')).toBe('axb停水');
  expect(phraseRemover(undefined)('停水。')).toBe('停水。');
});
