import type { PersonalKind } from './kinds.ts';
import type { PlantedText } from './planted-texts.ts';
import { Draw, PersonalValues } from './planted-values.ts';

/**
 * Templates written after the masking: other sentences, places and look-alikes than in `planted-texts.ts`, as whole work
 * orders, letters, replies and forms. As they first came out: every kind 1.000 but names .903 (老人张奶奶, 楼上张大姐,
 * which were mended), precision 1.000. `{kind}` is replaced by a value,
 * `[…]` by one of the alternatives in it.
 */
const templates = [
  '【来电记录】{surname}女士于[上午|下午]致电，称其位于云桥市柳溪区枫林晚苑{room}的房屋渗水，联系方式{mobile}，[望尽快上门|请在3个工作日内回复]。',
  '诉求人{name}来电反映：[榕树下广场|望湖天街]一家健身房关门跑路，办卡花费[3980|12800]元，商家电话{landline}已停机，工单号2024{digits8}。',
  '我叫{name}，身份证号{identity}，于20[19|22]年[3|11]月在贵市购房，总价[98|215]万元，至今未拿到房产证。请拨打{mobile}与我联系。',
  '尊敬的市领导：\n    您好！本人{name}，系[柳溪区|清江镇]居民，因[低保|公租房]申请被退回，特来信反映。\n此致\n敬礼！',
  '姓名：{name}\n电话：{mobile}\n身份证：{identity}\n诉求：[噪音扰民|供水浑浊|道路塌陷]，多次反映未果。',
  '姓名：{name} 性别：女 联系电话：{landline} 电子邮箱：{email} 内容：咨询[居住证|老年卡|生育津贴]如何办理。',
  '经核查，车主{name}驾驶的{plate}号小型轿车于[8|17]时[05|42]分停放在消防通道，我队已按《道路交通安全法》第[56|93]条处以200元罚款。',
  '投诉[宏远|佳美]装饰公司，合同编号HT2023{digits8}，预付款{money}元汇至账号{card}，收款人：{name}，现电话不接。',
  '您好，您反映的情况收悉。我局工作人员已联系{surname}先生，告知其携带[户口簿|结婚证]到枫林路{house}办理，咨询电话{landline}。',
  '孩子[发烧39.5度|摔伤]，在[市二院|妇幼保健院]挂号时护照{passport}无法识别，人工窗口排队[2个多小时|一上午]。',
  '二手平台卖家微信{wechat}，收了我{money}元后失联，QQ{qq}也被拉黑，订单号{digits16}。',
  '关于[油烟|积水|井盖缺失]问题，工单转至[柳溪区城管局|清江镇政府]，经办人：{name}，答复12345热线时限为5个工作日。',
  '我家住碧水湾{room}，楼上{surname}大姐家装修，[早上6点|晚上11点]就开始钻墙，分贝仪测到[78.5|83]分贝。',
  '村民{name}家门前的[路灯|变压器]坏了两个月，[镇供电所|村委会]一直说等零件，10组共有[46|128]户受影响。',
  '本人于2024-0[1|7]-1[2|8]在[京北大药房|万顺超市]购物，被多收{money}元，店员{surname}小姐态度恶劣，监控编号C0[2|7]。',
  '外卖骑手骑{plate}电动车逆行撞人后逃逸，目击者电话{mobile}，已报警110，[交警三中队|派出所]称在处理。',
  '房东{name}不退押金{money}元，房子在梧桐公馆{room}，房东号码{mobile}，合同到期日是[6月30日|12月15号]。',
  '[环保督查|文明创建]期间，[东港路|锦江大道]{house}的洗车店仍向雨水井排污，老板{name}称有许可证。',
  '来电人不愿透露姓名，反映[3路|K12路]公交车司机在[科技园|体育馆]站甩站，车牌{plate}，时间[7:45|18:20]。',
  '医保卡在药店刷不了，客服4008{digits6}打不通，{surname}医生建议找社保局，热线12333一直占线。',
  '学生{name}就读于[第五中学|实验小学]三年级2班，家长{name}反映学校收取课后服务费[300|680]元没有发票。',
  '网民留言：为什么[地铁4号线|BRT]首班车要6点半？建议提前到5:50，谢谢！附邮箱{email}。',
  '工资被拖欠{money}元，包工头{name}（{mobile}）说甲方没付款，工地在[会展中心|云桥大剧院]二期，[共有5栋楼|面积约2.3万平方米]。',
  '转账凭证显示对方卡号为{card}，户名{name}，金额{money}元，时间20[21|23]/[4|10]/[9|21]。',
  '老人{surname}奶奶今年[81|93]岁，独居在永宁里{room}，[燃气表|水表]读数[00372|01985]异常，请上门检修。',
  '反映人{name}认为[拆迁补偿|土地征收]标准过低，每平方米仅[1260|3480]元，依据云政办〔2021〕[8|37]号文。',
  '有事加我微信{wechat}或者打{mobile}，不要打座机{landline}，那是单位的。',
  '电话回访：{mobile}（{surname}先生），[满意|基本满意|不满意]，理由：[处理及时|仍未解决]。',
  '持护照{passport}的外籍教师咨询[驾照换证|个税汇算]，邮箱{email}，希望用英文答复，参照GB/T 33358-2016。',
  '业主群里有人发布我的身份证{identity}和住址翠屏山庄{room}，侵犯隐私，[要求删帖|要求查处]。',
];

/** Whole orders without any personal data. */
const innocent = [
  '咨询：2024年[高考|中考]成绩几点公布？是否可以拨打12345或96{digits3}查询？',
  '反映[滨江大道|学院路]与[青年路|银杏街]交叉口红绿灯配时不合理，直行仅[18|25]秒，早高峰排队[600|1100]米。',
  '请问[灵活就业|城乡居民]养老保险2025年缴费基数是不是[4462|5360]元，比例20%，能否分12个月缴？',
  '表扬[政务大厅|派出所]工作人员，周末加班为群众办证，全程只用了[8|15]分钟。',
  '快递单号YT{digits13}显示已签收，本人没有收到，商家和快递互相推诿，要求按《快递暂行条例》第二十七条赔偿。',
  '建议在[云桥南站|市民中心]增设共享单车停放点，居民出行方便一些，周边小区有12栋楼约1500户。',
  '小区业主大会表决，共有业主[862|1340]户，同意[571|902]户，物业经理和业主代表签了备忘录。',
  '供暖季室温只有1[3|5]度，热力公司说二次管网压力0.[28|35]MPa正常，客服955{digits2}态度敷衍。',
  '投诉[第三方平台|电信营业厅]，套餐[58|129]元变[88|199]元，每月扣费，流水号{digits16}，要求退一赔三。',
  '学校要求家长统一购买平板电脑，型号SM-T{digits3}，价格[2399|3680]元，许多家长不同意。',
  '工单退回理由：不属于我局职责，请转[住建|水务]部门；编号{digits16}，第[2|3]次退回。',
  '[7|9]月[3|21]号凌晨停电，抢修电话95598说是10千伏线路故障，修了[5|9]个小时。',
];

/** Deterministic whole orders: nine in ten with personal data. */
export function* heldOutTexts(count: number, seed: number): Generator<PlantedText> {
  const draw = new Draw(seed);
  const values = new PersonalValues(draw);
  const personal: Record<string, [PersonalKind, () => string]> = {
    name: ['name', () => values.name()],
    surname: ['name', () => values.surname()],
    mobile: ['mobile', () => values.mobile()],
    landline: ['landline', () => values.landline()],
    identity: ['identity', () => values.identity()],
    passport: ['identity', () => values.passport()],
    card: ['card', () => values.card()],
    plate: ['plate', () => values.plate()],
    email: ['email', () => values.email()],
    wechat: ['wechat', () => values.handle()],
    qq: ['qq', () => values.qq()],
    room: ['room', () => values.room()],
    house: ['room', () => values.house()],
  };
  for (let i = 0; i < count; i++) {
    const template = draw.pick(draw.below(10) === 0 ? innocent : templates);
    let text = '';
    const planted: PlantedText['planted'] = [];
    for (const [part, slot, choice] of template.matchAll(/\{(\w+)\}|\[([^\]]+)\]|[^{[]+/g)) {
      const value = slot ? personal[slot] : undefined;
      if (value) {
        const [kind, make] = value;
        const made = make();
        planted.push({ start: text.length, end: text.length + made.length, kind });
        text += made;
      } else if (slot === 'money') text += `${draw.between(1, 99)}${draw.digits(3)}`;
      else if (slot) text += draw.digits(Number(slot.slice('digits'.length)));
      else text += choice ? draw.pick(choice.split('|')) : part;
    }
    yield { text, planted };
  }
}
