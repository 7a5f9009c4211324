import { eachMatch } from './each-match.ts';
import type { Span } from './kinds.ts';
import { allSurnames, compoundSurnames, plainSurnames, weakSurnames } from './surnames.ts';

const han = '[\\u4e00-\\u9fff]';
const compound = compoundSurnames.join('|');

/** Characters that hardly ever stand in a given name but often after one. */
const notInNames =
  '的了是在住说称来到去有没反向要求投拨打致与跟我你他她它们从对把被因已都就很现今昨每前后系男女手身号年月日岁电话联及或等其该此给让使由为且而但如果若请问您好帮不未无下里外区县市镇乡村街路巷栋幢楼房室租买卖交付退提希想能可会应所以这那哪什么怎么用拿带找和于曾经将也又再还只即便进出叫先小某个位名家居者员户姓业主谓副总正老';
const givenSet = `(?:(?![${notInNames}])${han})`;

/** A surname and 1 or 2 characters of a given name; two only when the second can stand in a name. */
const fullName = (surnames: string): string => `(?:(?:${compound})${givenSet}{1,2}|[${surnames}]${givenSet}{1,2})`;

/** Words that begin like a name after 本人, 我是 and the like. */
const everyday =
  '周边|周围|周末|周[一二三四五六日]|程序|程度|张贴|陈述|许多|许久|严重|严格|万一|万分|申请|申报|申诉|申领|康复|武汉|苏州|郑州|杭州|徐州|广州|兰州|宁波|宁夏|齐全|夏天|夏季|龙头|田[地里]|梅雨|余[额下]|付[款费钱]|代[表办理替]|钟[点表]|任[何意]|牛奶|阳[光台]|林[业地场]|段时|易燃|毕[业竟]|贺卡|杨树|柳树|顾[客虑]|雷[雨电]|蓝[色天]|莫[名非]|谷物|艾滋|祁连|戴[口着]|葛根|庞大|汤锅|丁字|孔洞|柴[油火]|章程|甘肃|麦当|梁柱|范[围畴]|焦[虑急]|江苏|凌晨|欧[元洲]|宫颈|屠宰|尤其|岳[父母]|郁闷|苗[木圃]|谈到|邓州|沈阳|贾汪|卢湾|鲁班|高[高度兴层新中速楼温考低压]|黄[色昏]|金[额属融]|马[上路桶]|于[是此今近]|何[时处人况必种]|任[务职期]|方[便案面向式法]|石[油料头材]|史无|白[天色]|毛[病坯利]|江[边北南面]|温[度暖]|施[工行救]|曾[经于在向多]|常[住年常见委]|古[城镇]|左[右侧边]|游[客泳]|谈[话判]|洪水|季[节度]|尚[未有]|宗[教旨]|乐[意于]|简[单直]|沙[石子]|卓越|文[明件化]';

const ends = '[，。；、,;\\s（(）)：:！!？?|/〔\\d]|$';

/** A label before the name; the last group is the name. */
const labelled: RegExp[] = [
  // A label and a colon: whatever stands there is a name, minorities' long ones too.
  new RegExp(
    `(?:姓名|联系人|来电人|投诉人|反映人|举报人|申请人|诉求人|当事人|户主|收件人|法人|患者|经办人|负责人)(?:姓名)?(?:[（(][^）)]{0,8}[）)])?[：:]\\s{0,2}(${han}{2,4}|${han}{1,8}(?:[·•．]${han}{1,10}){1,3})(?=${ends}|电话|手机|联系|性别|身份证|住址|地址|先生|女士|年龄)`,
    'g',
  ),
  new RegExp(
    `(?:我叫|名叫|名字叫|名字是|本人叫|本名|姓名[是为叫]?|叫做|联系人[是为叫]?)[：:，, ]{0,2}(${fullName(allSurnames)})`,
    'g',
  ),
  new RegExp(
    `(?:本人|我是|来电人|投诉人|反映人|举报人|申请人|诉求人|当事人|户主|业主|房东|患者|法人|老板|负责人|经办人|市民|居民|村民|群众|学生|家长|职工|员工|司机)[：:，,（( ]?((?!${everyday})${fullName(weakSurnames)})(?=${ends}|来电|反映|表示|投诉|咨询|举报|求助|建议|[称说系住于在是的]|家住|电话|手机|联系|身份证|沟通|核实|解释|说明|取得|回访|确认|致电|要求|认可|同意|本人|先生|女士|小姐)`,
    'g',
  ),
];

const labels =
  /姓名|联系人|来电人|投诉人|反映人|举报人|申请人|诉求人|当事人|户主|业主|收件人|法人|患者|经办人|负责人|我叫|名叫|名字|本人|本名|叫做|我是|房东|老板|市民|居民|村民|群众|学生|家长|职工|员工|司机/;

const addresses = /(先生|女士|小姐)(?!们)/g;
const titles = /师傅|老师|医生|主任|经理|阿姨|大爷|大妈|大姐|大哥|同志|老板|队长|村长|书记|局长|院长|警官|律师/g;

const surnames = new Set(plainSurnames);
const weak = new Set(weakSurnames);
const startsEveryday = new RegExp(`^(?:${everyday})`);
const anySurname = new Set(allSurnames);
const compounds = new Set(compoundSurnames);
const given = new RegExp(`^${givenSet}+$`);
const isHan = new RegExp(`^${han}$`);

/** Adds the spans of names that their surroundings betray, and of the row's own caller wherever it stands. */
export function findNames(text: string, caller: string, spans: Span[]): void {
  const own = caller === '' ? undefined : properName(caller);
  if (own)
    for (let at = text.indexOf(own); at >= 0; at = text.indexOf(own, at + own.length))
      spans.push({ start: at, end: at + own.length, kind: 'name' });
  if (labels.test(text))
    for (const rule of labelled)
      eachMatch(rule, text, (match) => {
        const end = match.index + match[0].length;
        spans.push({ start: end - match[1]!.length, end, kind: 'name' });
      });
  eachMatch(addresses, text, ({ index }) => addBefore(text, index, true, spans));
  eachMatch(titles, text, ({ index }) => addBefore(text, index, false, spans));
}

/**
 * The name right before a form of address: a whole name, else the surname alone. Before an office (主任, 师傅) the name
 * must begin the phrase, because offices follow other words too (办公室主任).
 */
function addBefore(text: string, end: number, address: boolean, spans: Span[]): void {
  const found = nameLength(text, end, address);
  if (found > 0) spans.push({ start: end - found, end, kind: 'name' });
}

function nameLength(text: string, end: number, address: boolean): number {
  const before = (length: number) => text.slice(Math.max(0, end - length), end);
  const fits = (length: number) => address || end === length || !isHan.test(text[end - length - 1] ?? '');
  for (const length of [4, 3, 2]) {
    const name = before(length);
    if (
      name.length === length &&
      compounds.has(name.slice(0, 2)) &&
      fits(length) &&
      (length === 2 || given.test(name.slice(2)))
    )
      return length;
  }
  for (const length of [3, 2]) {
    const name = before(length);
    const begins = !isHan.test(text[end - length - 1] ?? '');
    const first = name[0] ?? '';
    const frequent = weak.has(first) && !startsEveryday.test(name);
    const surname = surnames.has(first) || (address && (frequent || (begins && anySurname.has(first))));
    if (name.length === length && surname && given.test(name.slice(1)) && fits(length)) return length;
  }
  return (address ? anySurname : surnames).has(before(1)) && fits(1) ? 1 : 0;
}

const nobody =
  /^(?:匿名|保密|未知|不详|无名|隐名|先生|女士|小姐|市民|居民|群众|村民|网友|业主|某某|来电人|热心市民|本人)$/;
const shortName = new RegExp(`^${han}{2,4}$`);
const longName = new RegExp(`^${han}{1,12}(?:[·•．]${han}{1,12})+$`);

/** The name in a name field, without titles; nothing for what is no person's name. */
export function properName(field: string): string | undefined {
  const name = field
    .replace(/[\s\u3000]+/g, '')
    .replace(/(?:先生|女士|小姐|同志|师傅|老师)$/, '')
    .replace(/[（(].*$/, '');
  if (nobody.test(name) || /[*＊某]/.test(name) || /公司|单位|中心|委员会|办事处/.test(name)) return undefined;
  return shortName.test(name) || longName.test(name) ? name : undefined;
}
