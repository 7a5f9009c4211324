import type { PersonalKind } from './kinds.ts';
import { Draw, PersonalValues, type Planted } from './planted-values.ts';

/** A text and where in it invented personal data stands. Everything else must stay. */
export interface PlantedText {
  text: string;
  planted: Planted[];
}

const districts = ['青石区', '临溪县', '东湖区', '云岭新区', '望江区', '南屏镇', '白鹭街道', '石桥乡'];
const roads = ['人民路', '解放大道', '中山北路', '学府街', '滨河东路', '和平巷', '建设二路', '迎宾大街', '永安胡同'];
const estates = '阳光花园 锦绣家园 金域蓝湾 翠湖苑 书香名邸 幸福里小区 东方明珠 御景华府 江南春城 凤凰新村'.split(' ');
const matters = [
  '楼下烧烤店油烟扰民，夜里一两点还在营业',
  '小区停水三天，物业一直没有给出说法',
  '路灯损坏两周，老人孩子晚上出行很不安全',
  '工地拖欠农民工工资，多次催要没有结果',
  '夜间施工噪音大，高层住户也无法休息',
  '公交车长时间不来，学生上学经常迟到',
  '垃圾堆放在马路边，夏天气味难闻',
  '开发商延期交房，房产证迟迟办不下来',
  '幼儿园收费标准不透明，许多家长有意见',
  '电动车在楼道充电，存在安全隐患',
  '供暖温度不达标，室内只有十几度',
  '网上购买的商品与描述不符，商家不予退款',
];
const requests = [
  '请有关部门尽快核实处理',
  '希望给予明确答复',
  '要求退还费用并公开道歉',
  '咨询办理流程和所需材料',
  '建议加强日常巡查',
  '烦请回复，谢谢',
];
const openings = [
  '市民来电反映：',
  '尊敬的领导：您好！',
  '来电人表示，',
  '网民留言：',
  '经核实，',
  '您好，您反映的问题收悉。',
  '【重复来电】',
  '',
];

/** What looks like personal data and is none. */
const lookAlikes = (draw: Draw): string =>
  draw.pick([
    () => '多次拨打12345无果',
    () => '已报110和119',
    () => '打过12315、12333和96111',
    () => `客服热线400-${draw.digits(3)}-${draw.digits(4)}一直占线`,
    () => `拨打400${draw.digits(7)}无人接听`,
    () => `银行客服955${draw.digits(2)}答复不一`,
    () => `每月收费${draw.between(100, 9999)}元`,
    () => `共计${draw.between(1, 99)}${draw.digits(3)}.${draw.digits(2)}元`,
    () => `总价${draw.between(80, 900)}万元`,
    () => '合计人民币叁万贰仟伍佰元整',
    () => `于20${draw.between(10, 24)}年${draw.between(1, 12)}月${draw.between(1, 28)}日签订`,
    () => `自20${draw.between(10, 24)}-0${draw.between(1, 9)}-${draw.between(10, 28)}起`,
    () =>
      `20${draw.between(10, 24)}/${draw.between(1, 12)}/${draw.between(1, 28)} 1${draw.below(10)}:${draw.between(10, 59)}发生`,
    () => `工单编号20${draw.between(10, 24)}0${draw.between(1, 9)}${draw.between(10, 28)}${draw.digits(8)}`,
    () => `工单号：${draw.digits(12)}`,
    () => `网购订单号1${draw.letter('3456789')}${draw.digits(9)}`,
    () => `快递单号SF${draw.digits(13)}`,
    () => `合同编号${draw.digits(15)}`,
    () => `发票号码${draw.digits(20)}`,
    () => `${draw.between(1, 12)}月${draw.between(1, 28)}号停电`,
    () => `乘坐地铁${draw.between(1, 18)}号线到${draw.between(1, 9)}号口`,
    () => `第${draw.between(2, 18)}层漏水`,
    () => `乘${draw.between(1, 960)}路公交车`,
    () => `涉及${draw.between(100, 9000)}户`,
    () => `面积${draw.between(10, 200)}.${draw.digits(2)}平方米`,
    () => `户型是${draw.between(2, 4)}室${draw.between(1, 2)}厅`,
    () => `小区共有${draw.between(3, 40)}栋楼房`,
    () => `《物业管理条例》第${draw.between(1, 90)}条规定`,
    () => `依据国办函〔20${draw.between(18, 25)}〕${draw.between(1, 99)}号文件`,
    () => `符合GB/T ${draw.digits(5)}-20${draw.between(10, 24)}的要求`,
    () => `乘坐G${draw.digits(4)}次列车`,
    () => `噪音达到${draw.between(50, 99)}.${draw.digits(1)}分贝`,
    () => `上涨了${draw.between(3, 60)}.${draw.digits(1)}%`,
    () => '业主代表和物业经理开会协商',
    () => '班主任要求家长签字',
    () => '我是业主，家里有老人',
    () => '本人于昨日到现场查看',
    () => '负责人表示尽快整改',
    () => '居民周末无法休息',
    () => '市民高度关注',
    () => '学生常年在此上课',
    () => '司机严重超载',
    () => '本人方便时再去办理',
    () => '先生产后付款',
    () => '有许多老师离职',
    () => '群众万分焦急',
    () => '微信公众号和小程序都打不开',
    () => '用微信支付后没有收据',
    () => '通过QQ群通知',
    () => '车牌识别系统经常坏',
    () => '一栋居民楼出现裂缝',
  ])();

interface Sentence {
  before: string;
  value: string;
  after: string;
  kind: PersonalKind;
}

/** One sentence with one piece of personal data of each kind, as residents, operators and units write it. */
const sentences = (draw: Draw, values: PersonalValues): Record<PersonalKind, () => Sentence> => {
  const put = (kind: PersonalKind, value: string, frames: readonly (readonly [string, string])[]): Sentence => {
    const [before, after] = draw.pick(frames);
    return { kind, value, before, after };
  };
  return {
    mobile: () =>
      put('mobile', values.mobile(), [
        ['联系电话：', ''],
        ['电话', '，请回电'],
        ['本人手机号是', ''],
        ['（', '）'],
        ['请致电', '处理'],
        ['回访号码', '无人接听'],
        ['来电号码为', '，要求保密'],
        ['手机/微信：', ''],
        ['有事打', '找我'],
        ['对方用', '发短信骚扰'],
      ]),
    landline: () =>
      draw.below(4) === 0
        ? put('landline', values.localLandline(), [
            ['联系电话：', ''],
            ['座机', '没人接'],
            ['办公电话为', '，工作日可咨询'],
          ])
        : put('landline', values.landline(), [
            ['座机', ''],
            ['可拨打', '联系'],
            ['家里电话:', ''],
            ['传真：', ''],
            ['详询', '，感谢支持'],
            ['店里号码', '打不通'],
          ]),
    identity: () =>
      draw.pick([
        () =>
          put('identity', values.identity(), [
            ['身份证号', ''],
            ['身份证号码：', ''],
            ['证件号', '，请核对'],
            ['（', '）'],
            ['公民身份号码', '，汉族'],
            ['登记成了', '，办不了社保'],
          ]),
        () =>
          put('identity', values.oldIdentity(), [
            ['老身份证', '，系统查不到'],
            ['原身份证号为', ''],
          ]),
        () =>
          put('identity', values.passport(), [
            ['护照号', ''],
            ['护照号码：', ''],
            ['持护照', '入境'],
            ['护照（', '）'],
          ]),
      ])(),
    card: () =>
      put('card', values.card(), [
        ['钱打到卡号', '上'],
        ['银行卡', '被扣款'],
        ['收款账户：', ''],
        ['工资卡（', '）一直没有到账'],
        ['退款请转', '，户名同上'],
      ]),
    plate: () =>
      put('plate', values.plate(), [
        ['车牌号', '的车违停'],
        ['有辆', '长期占道'],
        ['小车（', '）堵住消防通道'],
        ['出租车', '拒载'],
        ['牌照为', ''],
      ]),
    email: () =>
      put('email', values.email(), [
        ['邮箱', ''],
        ['材料已发至', '，请查收'],
        ['E-mail：', ''],
      ]),
    wechat: () =>
      put('wechat', values.handle(), [
        ['微信号：', ''],
        ['微信', '，可加好友'],
        ['加VX ', ''],
        ['我的微信是', ''],
        ['薇信：', ''],
      ]),
    qq: () =>
      put('qq', values.qq(), [
        ['QQ：', ''],
        ['QQ号', ''],
        ['扣扣', '，加好友'],
        ['qq号是', ''],
      ]),
    room: () =>
      draw.below(3) === 0
        ? put('room', values.house(), [
            [`位于${draw.pick(roads)}`, '门前积水'],
            [`店铺在${draw.pick(districts)}${draw.pick(roads)}`, ''],
            [`家住${draw.pick(roads)}`, ''],
          ])
        : put('room', values.room(), [
            [`住在${draw.pick(estates)}`, ''],
            [`${draw.pick(districts)}${draw.pick(estates)}`, '漏水'],
            [`地址：${draw.pick(estates)}`, ''],
            [`我是${draw.pick(estates)}`, '的业主'],
          ]),
    name: () =>
      draw.pick([
        () =>
          put('name', values.name(), [
            ['姓名：', ''],
            ['联系人：', ''],
            ['联系人', ''],
            ['我叫', ''],
            ['我叫', '，今年六十八岁'],
            ['我叫', '住在附近'],
            ['本人', '，女'],
            ['本人', '要求公开处理'],
            ['本人姓名', ''],
            ['投诉人：', ''],
            ['诉求人', '来电'],
            ['我是', '，退休职工'],
            ['市民', '反映'],
            ['村民', '家的自来水不通'],
            ['业主', '认为不合理'],
            ['患者', '于上周住院'],
            ['负责人', '没有出面'],
            ['户主', ''],
            ['名叫', ''],
            ['', '先生反映'],
            ['与', '女士沟通'],
            ['已联系', '先生并解释'],
            ['由', '医生接诊'],
          ]),
        () =>
          put('name', values.surname(), [
            ['', '女士称'],
            ['已与', '先生电话沟通'],
            ['诉求人', '女士表示认可'],
            ['店主', '小姐承诺退款'],
            ['村里的', '大爷摔伤'],
          ]),
        () =>
          put('name', values.minorityName(), [
            ['姓名：', ''],
            ['我叫', ''],
          ]),
      ])(),
  };
};

/** Deterministic texts as residents, operators and units write them. The same seed gives the same texts. */
export function* plantedTexts(count: number, seed: number): Generator<PlantedText> {
  const draw = new Draw(seed);
  const personal = Object.values(sentences(draw, new PersonalValues(draw)));
  for (let i = 0; i < count; i++) {
    let text = draw.pick(openings);
    const planted: Planted[] = [];
    const plain = () => draw.pick([() => draw.pick(matters), () => draw.pick(requests), () => lookAlikes(draw)])();
    const end = () => draw.pick(['，', '，', '。', '；', '。\n']);
    text += `${draw.pick(matters)}${end()}`;
    for (let n = draw.between(2, 6); n > 0; n--) {
      if (draw.below(5) < 2) {
        const { before, value, after, kind } = draw.pick(personal)();
        const start = text.length + before.length;
        planted.push({ start, end: start + value.length, kind });
        text += `${before}${value}${after}${end()}`;
      } else if (draw.below(2) === 0) text += `${lookAlikes(draw)}${end()}`;
      else text += `${plain()}${end()}`;
    }
    yield { text: `${text}${draw.pick(requests)}。`, planted };
  }
}
