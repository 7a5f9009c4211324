-- Words and forms shared by the published tables. Not a table.
create or replace temp macro state_text(state) as
  map {'ok': '', 'small': '样本不足', 'unsupported': '数据暂不支持', 'inapplicable': '不适用', 'suppressed': '件数过少，不予公布', 'coverage': '指标覆盖不足六成，不计分', 'callbacks': '回访不足', 'indicators': '所用指标与多数对象不同'}[state];

-- Every order of an event by the end of a month: its newest membership, under the event that it has become part of.
create or replace temp macro members_by(a_month) as table
  select m.order_id, coalesce(r.root, m.event) as event
  from (select order_id, arg_max(event, month) as event from event_members where month <= a_month group by order_id) m
  left join (select event, arg_max(coalesce(alias_of, event), month) as root from events where month <= a_month group by event) r on r.event = m.event;

-- The parts of a label that may leave: those of `safe`, and those that are no phrase but a name that somebody gave; each once.
create or replace temp macro safe_label(label, phrases, safe) as
  array_to_string(list_filter(str_split(label, '·'), (part, i) -> (not list_contains(phrases, part) or list_contains(safe, part)) and list_position(str_split(label, '·'), part) = i), '·');

-- How a subject or topic is named in the address of its page: its code, or a hash where the code holds anything but letters and digits.
create or replace temp macro slug(code) as
  case when regexp_full_match(code, '[A-Za-z0-9_-]{1,40}') then code else 'x' || substr(md5(code), 1, 12) end;

-- What became of an action. The file may say anything, of people too: only these words leave.
create or replace temp macro outcome_text(outcome) as
  if(list_contains(['已整改', '整改中', '已办结', '办理中', '已答复', '属实', '误报', '未核'], outcome), outcome, if(outcome = '', '未填结果', '其他结果'));

create or replace temp macro day_text(t) as strftime(t, '%Y-%m-%d');

create or replace temp macro column_text(name) as coalesce(map {
  'order_id': '工单编号', 'received_at': '受理时间', 'channel': '受理渠道', 'kind': '工单类型', 'category1': '问题分类（一级）', 'category2': '问题分类（二级）',
  'category3': '问题分类（三级）', 'title': '标题', 'body': '诉求内容', 'reply': '答复内容', 'place': '地点', 'district': '所在区', 'district_name': '所在区', 'street': '所在街道', 'street_name': '所在街道',
  'unit': '承办单位', 'unit_name': '承办单位', 'resident': '诉求人标识', 'resident_type': '诉求人类型', 'dispatched_at': '派单时间', 'signed_at': '签收时间', 'contacted_at': '首次联系时间',
  'due_at': '办理期限', 'extended_to': '延期至', 'suspended_from': '挂起时间', 'suspended_to': '恢复时间', 'closed_at': '办结时间', 'on_time': '是否按时', 'returns': '退单次数', 'hops': '流转单位数', 'redo': '重办次数', 'merged_into': '并入工单', 'merged_at': '并单时间',
  'mark': '风险标记', 'marked_at': '标记时间', 'callback_at': '回访时间', 'callback_mode': '回访方式', 'callback_by': '回访主体', 'callback_final_at': '末次回访时间', 'callback_count': '回访次数', 'satisfaction_final': '末次满意度评价', 'solved_resident_final': '诉求人末次认定是否解决', 'dissatisfaction': '不满意原因', 'appeals': '合并件次', 'callback_valid': '回访是否有效', 'solved_resident': '诉求人认定是否解决',
  'solved_unit': '单位认定是否解决', 'satisfaction': '满意度评价', 'desk': '是否直接答复', 'likes': '点赞数', 'dislikes': '反对数', 'status': '工单状态', 'available_at': '入库时间',
  'call_id': '通话编号', 'in_at': '呼入时间', 'requested': '是否转人工', 'answered': '是否接通', 'wait_seconds': '等待秒数', 'caller': '来电人标识', 'called_back_at': '回拨时间',
  'called_back': '是否回拨成功', 'talk_seconds': '通话秒数', 'menu_seconds': '语音菜单秒数', 'population': '人口（population.csv）', 'population.groups': '重点群体人口（population.csv）', 'actions': '批示督办（actions.csv）',
  'callback_id': '回访编号', 'round': '回访轮次', 'role': '主办或协办', 'assist_units': '协办单位', 'excluded': '是否剔除', 'exclusion_reason': '剔除原因', 'excluded_at': '剔除时间',
  'exclusion_id': '申请编号', 'matter': '申请事项', 'reason': '申请理由', 'proposer': '申请单位', 'proposed_at': '申请时间', 'approver': '审批人', 'approved_at': '审批时间', 'decision': '审批结果'}[name], name);
-- What an indicator needs, as its framework writes it: `calls.called_back|calls.called_back_at` is either of two.
create or replace temp macro needed_text(written) as
  array_to_string(list_transform(str_split(written, '|'), y -> column_text(regexp_replace(y, '^(orders|calls)\.', ''))), '／');
