import { expect, test } from 'vitest';
import { canonicalColumns } from '../canonical.ts';
import { headerSays, isKnown } from './dictionary.ts';

const meant = (header: string): string | undefined =>
  canonicalColumns.orders
    .map(({ name }) => ({ name, says: headerSays(header, name) }))
    .sort((a, b) => b.says - a.says)
    .find(({ says }) => says >= 0.5)?.name;

// Headers of exports that are known from public material: shared/domain.md, section 4.
test.each([
  ['工单编号', 'order_id'],
  ['工单类型', 'kind'],
  ['问题分类', 'category1'],
  ['标签', 'mark'],
  ['标题', 'title'],
  ['主要内容', 'body'],
  ['工单状态', 'status'],
  ['来电人', 'name'],
  ['电话', 'resident'],
  ['被反映区', 'district'],
  ['被反映街乡镇', 'street'],
  ['办理结果', 'reply'],
  ['办结时间', 'closed_at'],
  ['是否解决', 'solved_resident'],
  ['是否满意', 'satisfaction'],
  ['小区点位', 'place'],
  ['内容', 'body'],
  // A prefix, a bracket, a star, blanks.
  ['最终办结时间', 'closed_at'],
  ['*受理时间', 'received_at'],
  ['承办单位（一级）', 'unit'],
  ['诉求人 联系电话', 'resident'],
  ['案件编号', 'order_id'],
  // English and pinyin initials.
  ['createTime', 'received_at'],
  ['EVENT_SRC_NAME', 'channel'],
  ['DISPOSE_UNIT_NAME', 'unit'],
  ['order_no', 'order_id'],
  ['GDBH', 'order_id'],
  ['slsj', 'received_at'],
])('%s means %s', (header, column) => expect(meant(header)).toBe(column));

test.each(['坐席电话', '被投诉单位电话', '承办人', '回访人', '区县编码', 'F1', '金额'])(
  '%s means none of the columns of an order',
  (header) => expect(meant(header)).toBeUndefined(),
);

test.each(['序号', '坐席工号', '备注'])('%s is known and not needed', (header) => expect(isKnown(header)).toBe(0.9));
