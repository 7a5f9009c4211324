export type Manner = 'polite' | 'familiar' | 'title';

/** How a word tells that a name stands beside it. */
export interface NameWord {
  word: string;
  /** Not when this follows: 户名单, 先生们. */
  unless?: string;
  /** A name stands before it, not behind it: polite (先生), among neighbours and kin (阿姨), by work (主任). */
  before?: Manner;
  /** With a colon whatever stands behind it is a name. */
  label?: boolean;
  /** It declares a name, whatever that begins with. */
  declares?: boolean;
  /** A name must follow, also without a colon. */
  says?: boolean;
}

const list = (words: string, how: Omit<NameWord, 'word'>): NameWord[] =>
  words.split(' ').map((word) => ({ word, ...how }));

const nameWords: readonly NameWord[] = [
  ...list(
    '我叫 我名叫 名叫 名字叫 名字是 名字为 本人叫 姓名是 姓名为 姓名叫 叫做 真名 真名叫 真名是 本名 本名叫 本名是',
    {
      label: true,
      says: true,
    },
  ),
  ...list('原名 曾用名 联系人是 联系人为 联系人叫 户名是 户名为', { label: true, says: true }),
  ...list('姓名 真实姓名', { label: true, declares: true, says: true }),
  ...list('户名', { label: true, declares: true, says: true, unless: '单' }),
  ...list('名字 联系人 来电人 投诉人 反映人 举报人 申请人 诉求人', { label: true, declares: true }),
  ...list(
    '反应人 求助人 咨询人 来访人 信访人 当事人 受害人 报案人 委托人 监护人 产权人 户主 车主 机主 房主 业主 收件人 法人 法定代表人 法人代表 患者 经办人 承办人 负责人 持卡人 开户人 收款人 租客 租户 店主 签名 签字 落款',
    { label: true },
  ),
  ...list(
    '本人 我是 我系 市民 居民 村民 群众 学生 家长 职工 员工 司机 房东 老板 邻居 同事 丈夫 妻子 儿子 女儿 父亲 母亲 老公 老婆 爱人 孩子 公公 婆婆 哥哥 弟弟 姐姐 妹妹 队长 组长 店长 包工头 敬礼',
    {},
  ),
];

const nameEndWords: readonly NameWord[] = [
  ...list('先生 女士 小姐 太太', { before: 'polite', unless: '们' }),
  ...list('阿姨 叔叔 大叔 大爷 大妈 大娘 大姐 大哥 大嫂 大伯 奶奶 爷爷 老太太 老太 老汉', {
    before: 'familiar',
    unless: '们',
  }),
  ...list(
    '师傅 老师 医生 大夫 护士 主任 经理 同志 老板 队长 大队长 中队长 支队长 村长 书记 局长 院长 校长 所长 科长 警官 律师 法官 教授',
    { before: 'title' },
  ),
];

/** By its first two characters, the longest first. */
function byHead(words: readonly NameWord[]): Map<string, NameWord[]> {
  const heads = new Map<string, NameWord[]>();
  for (const each of words) {
    const head = each.word.slice(0, 2);
    heads.set(
      head,
      [...(heads.get(head) ?? []), each].sort((a, b) => b.word.length - a.word.length),
    );
  }
  return heads;
}

const leading = byHead(nameWords);
const ending = byHead(nameEndWords);

/** The first two characters of all these words. */
export const nameHeads: ReadonlySet<string> = new Set([...leading.keys(), ...ending.keys()]);

const wordIn = (words: Map<string, NameWord[]>, text: string, at: number): NameWord | undefined =>
  words
    .get(text.slice(at, at + 2))
    ?.find(({ word, unless }) => text.startsWith(word, at) && (!unless || text[at + word.length] !== unless));

/** The longest word at a place behind which a name may stand. */
export const leadingWord = (text: string, at: number): NameWord | undefined => wordIn(leading, text, at);

/** The longest word at a place before which a name may stand. */
export const endingWord = (text: string, at: number): NameWord | undefined => wordIn(ending, text, at);

const wordsOf = (words: readonly NameWord[]): string[] => words.map(({ word }) => word);

/** The words by what must stand beside them for a name to be there at all. */
export const wordsBeforeName = {
  /** Anything: a name is said. */
  said: wordsOf(nameWords.filter(({ says }) => says)),
  /** A sign, or a character that may begin any name. */
  declared: wordsOf(nameWords.filter(({ says, declares }) => !says && declares)),
  /** A sign, or a character that begins the names of many. */
  labelled: wordsOf(nameWords.filter(({ says, declares, label }) => !says && !declares && label)),
  /** The same, and only some signs. */
  phrase: wordsOf(nameWords.filter(({ says, label }) => !says && !label)),
};

/** Words before which a surname must stand, with up to three characters of a name behind it. */
export const wordsAfterName: readonly string[] = wordsOf(nameEndWords);
