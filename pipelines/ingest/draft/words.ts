import { comparable } from '../source/header.ts';

/** Words of the field, by what they mean. Compared without blanks, brackets and endings such as 类. */
const kinds: Record<string, string[]> = {
  咨询: ['咨询', '业务咨询', '政策咨询', '咨询查询', '查询', '知识咨询'],
  求助: ['求助', '求决', '诉求', '求助求决', '服务求助', '申请求助', '申诉求决', '请求', '申请', '报修', '求询'],
  投诉: ['投诉', '投诉举报', '消费投诉', '控告', '检举控告'],
  举报: ['举报', '检举', '揭发', '违法举报'],
  建议: ['建议', '意见建议', '意见', '建议意见', '批评建议', '建言', '建言献策'],
  表扬: ['表扬', '感谢', '表扬感谢', '感谢表扬', '致谢'],
  其他: ['其他', '其它', '其他类', '无效', '无'],
};

const satisfaction: Record<string, string[]> = {
  满意: [
    '满意',
    '非常满意',
    '很满意',
    '十分满意',
    '特别满意',
    '完全满意',
    '好评',
    '好',
    '★★★★★',
    '★★★★',
    '五星',
    '四星',
    '5星',
    '4星',
  ],
  基本满意: ['基本满意', '比较满意', '较满意', '一般', '一般满意', '较为满意', '中评', '还可以', '★★★', '三星', '3星'],
  不满意: [
    '不满意',
    '非常不满意',
    '很不满意',
    '较不满意',
    '不太满意',
    '差评',
    '十分不满意',
    '不满',
    '比较不满意',
    '差',
    '★★',
    '★',
    '二星',
    '两星',
    '一星',
    '2星',
    '1星',
  ],
};

const solved: Record<string, string[]> = {
  实际解决: [
    '实际解决',
    '已解决',
    '解决',
    '完全解决',
    '已实际解决',
    '全部解决',
    '是',
    'y',
    'yes',
    '1',
    'true',
    '问题已解决',
    '圆满解决',
    '有效解决',
  ],
  解释说明: ['解释说明', '已解释', '解释', '已解释说明', '说明解释', '已答复解释', '政策解释', '解释答复'],
  未解决: [
    '未解决',
    '没有解决',
    '没解决',
    '未实际解决',
    '否',
    'n',
    'no',
    '0',
    'false',
    '不解决',
    '无法解决',
    '暂未解决',
    '尚未解决',
    '未办结',
  ],
};

const modes: Record<string, string[]> = {
  人工: ['人工', '人工回访', '电话回访', '电话', '人工电话', '座席回访', '坐席回访', '电话人工'],
  短信: ['短信', '短信评价', '短信回访', '短信邀评'],
  自助: [
    '自助',
    '自助评价',
    '网上自评',
    '网上评价',
    '自主评价',
    '微信评价',
    'app评价',
    '网络评价',
    '微信',
    '在线评价',
    '自助回访',
    '智能回访',
    '智能外呼',
    '语音自助',
  ],
};

const choiceWords: Record<string, Record<string, string[]>> = {
  kind: kinds,
  satisfaction,
  satisfaction_final: satisfaction,
  solved_resident: solved,
  solved_resident_final: solved,
  solved_unit: solved,
  callback_mode: modes,
  role: {
    主办: ['主办', '主办单位', '牵头', '牵头单位', '是', '主责'],
    协办: ['协办', '协办单位', '会办', '会办单位', '配合', '配合单位', '否'],
  },
  matter: {
    剔除: ['剔除', '申请剔除', '不计考核', '不纳入考核', '剔除申请', '免考核'],
    改评: ['改评', '变更评价', '更改满意度', '评价变更', '修改评价', '重新评价'],
    其他: ['其他', '其它'],
  },
  decision: {
    同意: ['同意', '通过', '审核通过', '审批通过', '已同意', '已通过', '批准', '是', '予以剔除', '同意剔除'],
    不同意: ['不同意', '驳回', '不通过', '未通过', '审核不通过', '拒绝', '已驳回', '否', '不予剔除'],
    待定: ['待定', '待审核', '审核中', '待审批', '审批中', '未审核'],
  },
};

/** What systems write where nothing is known, in any column. */
export const placeholders: readonly string[] = [
  ...['-', '--', '—', '——', '/', '\\', '\\N', '(空)', '（空）', '空', '暂无', '未知', '不详'],
  ...['null', 'NULL', 'None', 'none', 'N/A', 'n/a', 'NaN', 'nan', 'undefined'],
  ...['0000-00-00', '0000-00-00 00:00:00', '1900-01-01', '1900-01-01 00:00:00'],
];

/** What stands in place of a rating or verdict that nobody gave. Elsewhere the same words say something. */
const noRating = [
  ...[
    '未评价',
    '未回访',
    '未评',
    '无评价',
    '未测评',
    '无需回访',
    '不回访',
    '待回访',
    '待评价',
    '暂未评价',
    '拒绝评价',
    '未表态',
  ],
  ...[
    '未作评价',
    '未做评价',
    '未参评',
    '无法联系',
    '未接通',
    '无人接听',
    '放弃评价',
    '未参与评价',
    '无法评价',
    '系统默认',
  ],
];

/** Whether a word of a rating or verdict says that there is none. */
export const isNoRating = (cell: string): boolean => noRating.includes(bare(cell));

const yes = [
  '是',
  '有',
  '有效',
  '已',
  'y',
  'yes',
  '1',
  'true',
  't',
  '√',
  '对',
  '已回访',
  '已接通',
  '接通',
  '成功',
  '已接听',
  '接听',
  '已应答',
  '应答',
  '回访成功',
  '有效回访',
  '已回拨',
  '回拨成功',
  '直接答复',
  '直接办理',
  '在线办结',
  '即时办结',
  '当场办结',
  '转人工',
  '人工',
  '按时',
  '按期',
  '及时',
  '未超期',
  '未超时',
  '未逾期',
  '正常',
  '按时办结',
  '按期办结',
  '期限内',
  '在办结',
  '人工服务',
  '人工接听',
];
const no = [
  '否',
  '无',
  '无效',
  '未',
  'n',
  'no',
  '0',
  'false',
  'f',
  '×',
  '不',
  '未回访',
  '未接通',
  '失败',
  '未接听',
  '未应答',
  '呼损',
  '放弃',
  '漏接',
  '未接',
  '回访失败',
  '无效回访',
  '未回拨',
  '回拨失败',
  '未成功',
  '转办',
  '转派',
  '派单',
  '交办',
  '未转人工',
  '自助',
  '语音自助',
  '超期',
  '超时',
  '逾期',
  '已超期',
  '已超时',
  '已逾期',
  '超期办结',
  '超时办结',
  '逾期办结',
  '未按时',
  '未按期',
  '不及时',
  '排队放弃',
  '振铃放弃',
  '用户放弃',
  '无人接听',
  '遇忙',
  '忙',
];

const plainYes = ['是', '有', '有效', '已', 'Y', 'YES', '1', 'TRUE'];
const plainNo = ['否', '无效', '未', 'N', 'NO', '0', 'FALSE'];

/** Words that a contract takes for yes or no unless it says otherwise. */
export const usualYesNo = { yes: plainYes, no: plainNo };

/** The canonical word that a cell stands for; undefined for one that nobody knows. */
export function choiceOf(column: string, cell: string): string | undefined {
  const words = choiceWords[column];
  if (!words) return undefined;
  const name = bare(cell);
  for (const each of [name, name.replace(/(类|件|单|事项|类型|型|性)$/, '')])
    for (const [target, sources] of Object.entries(words)) if (sources.includes(each)) return target;
  return undefined;
}

/**
 * What a yes-or-no cell says; undefined for a word that nobody knows. `inverse`: the header asks for the opposite
 * (是否超期 for whether it was on time), so that plain yes and no change places.
 */
export function flagOf(cell: string, inverse: boolean): boolean | undefined {
  const name = bare(cell);
  const plain = plainYes.some((word) => word.toLowerCase() === name)
    ? true
    : plainNo.some((word) => word.toLowerCase() === name) || name === '无'
      ? false
      : undefined;
  if (plain !== undefined) return inverse ? !plain : plain;
  return yes.includes(name) ? true : no.includes(name) ? false : undefined;
}

/** Whether a header of a yes-or-no column asks for the opposite of what the canonical column says. */
export const asksOpposite = (header: string, column: string): boolean =>
  (column === 'on_time' &&
    /超期|超时|逾期|overdue|timeout|overtime/i.test(comparable(header)) &&
    !/未超|不超/.test(header)) ||
  (column === 'excluded' && /纳入|计入|是否考核|assess/i.test(comparable(header)) && !/不/.test(header)) ||
  (column === 'answered' && /呼损|放弃|漏接|abandon|missed/i.test(comparable(header)));

export const isPlaceholder = (cell: string): boolean => placeholders.includes(cell);

/** A word without what dresses it up: `满意（5分）`, `投诉类`. */
const bare = (cell: string): string =>
  comparable(cell)
    .replace(/[(（【[].*?[)）】\]]/g, '')
    .replace(/^(?:\d[.、:：]?|[一二三四五][.、:：])(?=\p{Script=Han})/u, '');
