/**
 * Surnames of more than 99% of people in China. Those in `ambiguous` are also everyday words or begin many, so they
 * count only where a name is certain: after a label with a colon, after 我叫, or right before 先生 or 女士.
 */
const plain =
  '王李张刘陈杨赵吴周徐孙胡朱郭林罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈吕苏卢蒋蔡贾丁魏薛叶阎潘杜夏钟汪田姜范姚谭廖邹熊陆郝孔崔康邱秦顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚庞樊殷翟倪严牛俞章鲁葛韦毕聂焦阮蓝柯涂鲍岑彭鄢邢齐裴陶庄宁邬耿申屠' +
  '莫卜麦覃佟卞苗姬饶甘凌隋滕缪晏桑宫娄仲褚柴栾芦欧戚巫佘辛阳郁靳冀祁艾尤梅谷邝詹冉闫肖付戴廉茅虞荆臧奚冼伍余岳' +
  '谌蒲瞿揭蔺芮羿糜井富巴牧山幸司韶郜蓟薄印宿白怀鄂索咸籍卓蔚胥粟';
const ambiguous =
  '代高黄金马于何任方石史毛江温施曾房包路单管向安常成古党商费左边花项强关游谈柳童文洪水华查赫季舒祝曲尚喻敖满池闻邸兰鞠宣明盛冷计宗国仇阴柏窦席乐简沙展支晋钮楼苟木苍师丛楚衣解连经来';
/** Of the ambiguous ones those of many people: they also count after 本人, 诉求人 and the like, everyday words apart. */
const frequent = '高黄金马于何任方石史白毛江温施曾常古左游谈向柳童洪季舒祝曲尚宗乐简沙卓文项喻兰盛';
const rareInPlain = '井富巴牧山幸司薄印宿白怀索咸籍';
const compound = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '司徒',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '长孙',
  '宇文',
  '令狐',
  '南宫',
  '夏侯',
  '端木',
  '申屠',
  '轩辕',
  '澹台',
  '闻人',
  '独孤',
  '呼延',
];

const without = (characters: string, out: string): string => [...characters].filter((c) => !out.includes(c)).join('');

/** Surnames that are hardly ever anything else. */
export const plainSurnames: ReadonlySet<string> = new Set(without(plain, rareInPlain));
/** These, and the ambiguous ones of many people. */
export const frequentSurnames: ReadonlySet<string> = new Set([...plainSurnames, ...frequent]);
export const allSurnames: ReadonlySet<string> = new Set(plain + ambiguous);
export const compoundSurnames: ReadonlySet<string> = new Set(compound);
