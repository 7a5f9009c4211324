/**
 * Surnames of more than 99% of people in China. Those in `ambiguous` are also everyday words or begin many, so they
 * count only where a name is certain: after a label with a colon, after 我叫, or right before 先生 or 女士.
 */
const plain =
  '王李张刘陈杨赵吴周徐孙胡朱郭林罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈吕苏卢蒋蔡贾丁魏薛叶阎潘杜夏钟汪田姜范姚谭廖邹熊陆郝孔崔康邱秦顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚庞樊殷翟倪严牛俞章鲁葛韦毕聂焦阮蓝柯涂鲍岑彭鄢邢齐裴陶庄宁邬耿申屠' +
  '莫卜麦覃佟卞苗姬饶甘凌隋滕缪晏桑宫娄仲褚柴栾芦欧戚巫佘辛阳郁靳冀祁艾尤梅谷邝詹冉闫肖付代戴廉茅虞荆臧奚冼伍余岳';
const ambiguous =
  '高黄金马于何任方石史白毛江温施曾房车包路单管向时应和安常成古全能明解连党商费左边花项经万强关游谈柳童司文洪水左华查赫季舒祝曲尚左喻敖满池闻邸兰鞠宣明盛来冷屈计宗国仇阴柏窦席乐简沙卓展支晋钮楼苟木苍师丛楚衣同';
/** Of the ambiguous ones those of many people: they also count after 本人, 诉求人 and the like, everyday words apart. */
const frequent = '高黄金马于何任方石史白毛江温施曾常古左游谈柳童洪季舒祝曲尚宗乐简沙卓文';
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
];

export const plainSurnames: string = [...new Set(plain)].join('');
export const weakSurnames: string = [...new Set(plain + frequent)].join('');
export const allSurnames: string = [...new Set(plain + ambiguous)].join('');
export const compoundSurnames: readonly string[] = compound;
