import type { Manner } from './name-words.ts';
import { everydayFrequency, listedWord } from './person-words.ts';
import { allSurnames, compoundSurnames, frequentSurnames, plainSurnames } from './surnames.ts';

/** Characters that hardly ever stand in a given name but often after one. */
const notGiven = new Set(
  '的了是在住说称来到去有没反要求投拨打致与跟我你他她它们从对把被因已都就很昨每前后系男女身号岁电话联及或等其该此给让使由且而但若请问您帮不未无下里外区县市镇乡村街路巷栋幢楼房室租买卖交付退提希想能会应所以这那哪什么怎用拿带找和于将也又再还只即便进出叫先某个位名者员户姓业谓副总按至为向认并则自需经办曾诉多店厂馆',
);
const isHan = (c: string | undefined): boolean => c !== undefined && c >= '\u4e00' && c <= '\u9fff';
const isGiven = (c: string | undefined): boolean => isHan(c) && !notGiven.has(c!);

const compoundFirst = new Set([...compoundSurnames].map((surname) => surname[0]!));

/** The characters with which names begin that an everyday word may stand before. */
export const nameBeginnings: string = [...new Set([...frequentSurnames, ...compoundFirst])].join('');

/** The characters with which any name begins that is known by its surname. */
export const anyNameBeginnings: string = [...new Set([...allSurnames, ...compoundFirst])].join('');

/** Whether a name, or a sign or word before it, may begin with a character. */
export const mayBegin = (c: string | undefined, certain: boolean): boolean =>
  !isHan(c) || c === '姓' || c === '名' || compoundFirst.has(c!) || (certain ? allSurnames : frequentSurnames).has(c!);

/** Words the dictionary takes for persons that begin like a name and are none. */
const noNames = new Set(
  '张贴 陈述 高新 高新区 高峰 张扬 金山 许可 马路 万家 万科 金融 金属 金额 高层 高铁 高速 安置 江湖 江南 江北 江东 江西 文明 华润 平安 常德 石油 石材 白酒 方案 方便 方向 方式 黄河 黄金 温泉 温馨 康复 任课 严打 严查 严重 毛坯 任何 何时 何处 何人 何况 代表 代办 代课 代理 孔洞 周边 周围 周末 周一 周二 周三 周四 周五 周六 周日 周期 申请 申报 程序 段时 雷电 雷雨 蓝天 田地 谷物 钱款 钱财 余额 余下 梅雨 齐全 叶子 林木 林地 林业 牛奶 牛肉 熊猫 龙头 龙虾 范围 章程 柴油 梁柱 康养 康乐 武装 武警 夏季 夏天 冬季 钟点 钟头 莫名 莫非 易燃 易爆 毕业 毕竟 庞大 焦虑 焦急 蒙受 单位 单元 经理 师傅 解放 解决 解释 连续 连同 成年 成本 成立 成为 安全 安排 安装 强烈 强行 强制 强调 关于 关心 关注 来电 来访 来信 来自 明确 明显 明知 明年 国家 水费 水电 水管 花园 花费 路口 路灯 路面 管理 管道 党员 商家 商铺 商场 费用 边上 查处 查询 查看 计划 满意 冷暖 简单 支付 支持 展开'.split(
    ' ',
  ),
);

/** How frequent a word must be to speak against a name: of two characters, where real names are often words too, more. */
const everyday = (word: string, least: number): boolean => noNames.has(word) || everydayFrequency(word) >= least;

/** Forms of address: after a surname they say that no more of the name stands there. */
const title =
  /^(?:先生|女士|小姐|太太|师傅|老师|医生|主任|经理|老板|书记|局长|队长|大队|阿姨|大[叔爷妈娘姐哥嫂伯]|叔叔|奶奶|爷爷|老太|某)/;

/** After a name the sentence goes on: what stands there ends the name. */
const afterName =
  /^(?:[^\u4e00-\u9fff]|$|电话|手机|联系|来电|来信|来访|反映|反应|表示|投诉|咨询|举报|求助|建议|致电|要求|希望|认为|承诺|告知|回复|答复|沟通|核实|解释|说明|取得|回访|确认|认可|同意|家住|现住|居住|户籍|身份|性别|年龄|出生|先生|女士|小姐|同志|老师|本人|签字|签名|购买|拖欠|经营|承包|租|在|是|于|的|说|称|系|住|与|和|跟|向|对|因|男|女|有|为|从|把|被|已|就|也|等|名下|一家|家(?![园具乡庭属长村电政])|之|到|去|及|没|未|不|曾|将|会|又|再|还|只|都|从|由|当|拿|打|、)/;

/**
 * Length of the name of a surname and 1 or 2 characters that begins at `at`; 0 if none does. `certain` says that a name
 * must stand there (我叫, 姓名): then every surname counts and everyday words do not speak against it.
 */
export function nameAt(text: string, at: number, certain: boolean): number {
  const pair = text.slice(at, at + 2);
  if (title.test(text.slice(at + 2, at + 5)) && compoundSurnames.has(pair)) return 0;
  if (compoundSurnames.has(pair) && isGiven(text[at + 2]) && (certain || pair !== '东方'))
    return isSecondGiven(text, at + 2) ? 4 : 3;
  const surname = text[at] ?? '';
  if (title.test(text.slice(at + 1, at + 4))) return 0;
  if (!(certain ? allSurnames : frequentSurnames).has(surname) || !isGiven(text[at + 1])) {
    // A name without a surname we know: a minority's, a rare one.
    for (const length of [4, 3]) {
      const name = text.slice(at, at + length);
      if (certain && name.length === length && listedWord(name)?.person) return length;
    }
    return 0;
  }
  const three = isSecondGiven(text, at + 1);
  if (!certain && !plainSurnames.has(surname) && everyday(text.slice(at + 1, at + 3), 1000)) return 0;
  const least = certain ? 3000 : plainSurnames.has(surname) ? 40 : 15;
  if (
    noNames.has(pair) ||
    (!certain && pair[0] === pair[1]) ||
    everyday(pair, least) ||
    everyday(text.slice(at, at + 3), least)
  )
    return 0;
  return three ? 3 : 2;
}

/** Whether a cell that should hold a name and nothing else does: then any character may stand in it. */
export function isWholeName(cell: string): boolean {
  const compound = compoundSurnames.has(cell.slice(0, 2)) && cell.length > 2;
  const single = frequentSurnames.has(cell[0] ?? '') && cell.length <= 3 && !/先生|女士|小姐|某/.test(cell);
  return (
    (compound || single) && !noNames.has(cell.slice(0, 2)) && !everyday(cell.slice(0, 2), 1000) && !everyday(cell, 100)
  );
}

/** Whether the character after `at` is a given name's second one, and not the beginning of the next word. */
function isSecondGiven(text: string, at: number): boolean {
  const second = text[at + 1];
  if (!isGiven(second)) return false;
  const rest = text.slice(at + 1);
  if (afterName.test(rest)) return false;
  if (afterName.test(rest.slice(1))) return true;
  return !(everydayFrequency(rest.slice(0, 2)) >= 500 && !listedWord(text.slice(at - 1, at + 2))?.person);
}

/** What makes a name of what stands before it a place's. */
const place =
  /^(?:花园|家园|小区|社区|山庄|[村庄镇路街区苑湾](?!民|里人)|公寓|大厦|广场|新村|中心|公司|学校|[中小]学|幼儿园|医院|酒店|超市|委员会)/;

/** What people with a title are from, not what they are called: 文具店老板, 骨科医生. */
const office = /[院部处室队站所局司铺摊吧班组校]$|[骨外内儿妇]科$/;

/** Whether a sentence goes on after a name: with a sign, a word that follows names, or at least a word. */
export function endsName(text: string, start: number, at: number): boolean {
  const rest = text.slice(at, at + 4);
  if (place.test(rest)) return false;
  return (
    afterName.test(rest) ||
    ((plainSurnames.has(text[start]!) || compoundSurnames.has(text.slice(start, start + 2))) &&
      everydayFrequency(rest.slice(0, 2)) >= 50)
  );
}

/**
 * Length of the name that ends right before a form of address at `end`: a whole name, else the surname alone; 0 if
 * none. Titles (主任, 师傅) follow other words too, so that the name before them must begin a phrase; what neighbours say
 * (阿姨, 大爷) needs that only after a surname that is also a word (卖花阿姨).
 */
export function nameBefore(text: string, end: number, manner: Manner): number {
  const polite = manner === 'polite';
  const begins = (length: number) => beginsPhrase(text, end - length);
  const fits = (length: number) => polite || begins(length);
  for (const length of [4, 3])
    if (
      end >= length &&
      compoundSurnames.has(text.slice(end - length, end - length + 2)) &&
      [...text.slice(end - length + 2, end)].every(isGiven)
    )
      return length;
  if (compoundSurnames.has(text.slice(end - 2, end)) && end >= 2) return 2;
  for (const length of [3, 2]) {
    if (end < length) continue;
    const name = text.slice(end - length, end);
    const surname = name[0]!;
    if (![...name.slice(1)].every(isGiven) || !fits(length)) continue;
    const ambiguous = !plainSurnames.has(surname);
    if (!(begins(length) ? allSurnames : frequentSurnames).has(surname)) continue;
    // 对方李先生, 我向张女士: the last character is the surname.
    if (ambiguous && length === 2 && !begins(2) && plainSurnames.has(name[1]!)) continue;
    if (!polite && (office.test(name) || (ambiguous && everyday(name.slice(1), 60)))) continue;
    if (noNames.has(name) || noNames.has(name.slice(0, 2)) || everyday(name, polite ? 200 : 40)) continue;
    if (length === 3 && everyday(name.slice(0, 2), polite ? 1000 : 200)) continue;
    return length;
  }
  const surname = text[end - 1] ?? '';
  if (polite) return allSurnames.has(surname) ? 1 : 0;
  // Not 照顾爷爷.
  if (manner === 'familiar' && plainSurnames.has(surname) && !everyday(text.slice(end - 2, end), 500)) return 1;
  if (!fits(1) || !frequentSurnames.has(surname)) return 0;
  // 由于主任不在, 对方经理, 前任主任: these are surnames only where a phrase must begin.
  const doubtful = '于方任常'.includes(surname);
  return doubtful && !/(?:[^\u4e00-\u9fff]|的|^)$/.test(text.slice(Math.max(0, end - 2), end - 1)) ? 0 : 1;
}

const before =
  /(?:[^\u4e00-\u9fff]|^|[找与和跟向由的请叫是被给让问系为到位名及姓对将把称]|业主|市民|居民|村民|群众|房东|老板|邻居|户主|患者|客服|同事|朋友|家长|学生|司机|联系人|来电人|投诉人|反映人|举报人|申请人|负责人|经办人|当事人|诉求人|来电|反映|投诉|举报|物业|社区|学校|医院|公司|工地|中介|书记|主任|经理|站|局|部|科|班|组|队|店|所|村)$/;

const beginsPhrase = (text: string, at: number): boolean => before.test(text.slice(Math.max(0, at - 3), at));
