/**
 * A regular expression (RE2) that every text with personal data matches; most without do not. It runs inside DuckDB at
 * full speed, so that JavaScript sees only what must be looked at. Kept loose: too much costs time, too little leaks.
 */
const digit = '[0-9０-９]';
const parts = [
  `${digit}(?:[ \\-—–·.－－()（）]{0,2}${digit}){6}`,
  '[〇零一幺壹二贰三叁四肆五伍六陆七柒八捌九玖]{11}',
  '[@＠]',
  '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-ZＡ-Ｚ][·• ]?[A-HJ-NP-Z0-9Ａ-Ｚ０-９]{4}',
  '微信|威信|薇信|[VvＶｖ](?:信|[XxＸｘ])|[Ww](?:X|x|eixin|e[Cc]hat)|[QqＱｑ][QqＱｑ号]|扣扣|企鹅号|护照|通行证|军官证|居留证|社保卡|医保卡|港澳证|台胞证',
  '姓名|联系人|来电人|投诉人|反映人|举报人|申请人|诉求人|当事人|户主|业主|收件人|法人|患者|经办人|负责人|我叫|名叫|名字|本人|本名|叫做|我是|房东|老板|市民|居民|村民|群众|学生|家长|职工|员工|司机',
  '先生|女士|小姐|师傅|老师|医生|主任|经理|阿姨|大爷|大妈|大姐|大哥|同志|队长|村长|书记|局长|院长|警官|律师',
  `号楼|号院|[栋幢弄]|单元|${digit}[室号座房户]|${digit}[-—－]${digit}|[a-zA-Zａ-ｚＡ-Ｚ一二三四五六七八九十]座`,
];

export const textGate: string = parts.join('|');

/** The same for short fields, where only numbers are looked for. */
export const wordGate: string = parts.slice(0, 5).join('|');
