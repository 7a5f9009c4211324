import { byCodePoint, type Corpus } from '../text/corpus.ts';
import { randomNumbers } from './random.ts';

/** A corpus of documents given as words, all in the body; for tests. */
export function corpusOf(documents: string[][]): Corpus {
  const words = [...new Set(documents.flat())].sort(byCodePoint);
  const idOf = new Map(words.map((word, i) => [word, i]));
  const starts = new Int32Array(documents.length + 1);
  for (const [d, list] of documents.entries()) starts[d + 1] = starts[d]! + list.length;
  const ids = Int32Array.from(documents.flat(), (word) => idOf.get(word)!);
  return { words, ids, starts, bodyStarts: starts.slice(0, documents.length) };
}

/** Subjects whose words do not overlap, for corpora with a known answer. */
export const subjects: Record<string, string[]> = {
  噪音: ['噪音', '施工', '夜间', '扰民', '工地', '打桩', '喇叭', '广场舞'],
  供水: ['停水', '水压', '水质', '水管', '爆裂', '自来水', '水费', '水表'],
  停车: ['停车位', '占道', '违停', '车库', '收费员', '拖车', '地桩', '剐蹭'],
  学校: ['学区', '入学', '补课', '食堂', '教师', '校服', '学费', '转学'],
  供暖: ['暖气', '供热', '不热', '暖气片', '室温', '热力', '锅炉房', '热费'],
};

const filler = ['小区', '业主', '物业', '电话', '门口', '楼道', '晚上', '孩子', '老人', '街道办'];

/** Documents of seven words of one subject and three of everybody's; subjects by turns, the words by a seed. */
export function documentsAbout(
  names: string[],
  many: number,
  seed: number,
): { documents: string[][]; subject: string[] } {
  const random = randomNumbers(seed);
  const pick = (list: string[]): string => list[Math.floor(random() * list.length)]!;
  const subject = Array.from({ length: many }, (_, i) => names[i % names.length]!);
  const documents = subject.map((name) => [
    ...Array.from({ length: 7 }, () => pick(subjects[name]!)),
    ...Array.from({ length: 3 }, () => pick(filler)),
  ]);
  return { documents, subject };
}
