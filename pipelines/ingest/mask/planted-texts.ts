import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A text with what was planted in it: personal data to be gone, and look-alikes to stay. */
export interface PlantedText {
  text: string;
  planted: { kind: string; value: string }[];
  innocent: string[];
}

const surnames =
  '王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤欧阳';
const givenOne =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚辉玲桂英华慧建文斌波宇浩凯欣雨晨佳怡梅琴云莉兰凤洁红鑫鹏飞帆婷雪琳晶萍';
const givenTwo = [
  '建国',
  '秀英',
  '桂兰',
  '志强',
  '晓明',
  '玉梅',
  '国庆',
  '海燕',
  '丽华',
  '文博',
  '子涵',
  '雨桐',
  '浩然',
  '春花',
  '德胜',
  '永福',
  '淑珍',
  '少华',
  '宝山',
  '俊杰',
];
const roads = ['人民路', '解放大道', '中山北路', '学府街', '滨河东路', '和平巷', '建设二路'];
const estates = ['阳光花园', '锦绣家园', '金域蓝湾', '翠湖苑', '书香名邸', '幸福里小区', '东方明珠'];
const matters = [
  '楼下烧烤店油烟扰民',
  '小区停水三天无人处理',
  '路灯损坏影响出行',
  '拖欠工资一直不发',
  '物业不作为',
  '夜间施工噪音很大',
  '公交车长时间不来',
  '垃圾堆放无人清理',
];

/** Deterministic texts as residents and agents write them. The same seed gives the same texts. */
export function* plantedTexts(count: number, seed: number): Generator<PlantedText> {
  const generator = xoroshiro128plus(seed);
  const below = (n: number) => uniformInt(generator, 0, n - 1);
  const pick = <T>(from: readonly T[] | string): T => from[below(from.length)] as T;
  const digits = (n: number) => Array.from({ length: n }, () => below(10)).join('');
  const wide = (text: string) => text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
  const name = () => pick<string>(surnames.slice(0, -2)) + (below(2) === 0 ? pick<string>(givenOne) : pick(givenTwo));

  const mobile = () => {
    const number = `1${pick<string>('3456789')}${digits(9)}`;
    const parts = [number.slice(0, 3), number.slice(3, 7), number.slice(7)];
    return pick([
      () => number,
      () => parts.join('-'),
      () => parts.join(' '),
      () => wide(number),
      () => `+86 ${number}`,
      () => `86-${number}`,
    ])();
  };
  const landline = () =>
    `0${pick(['10', '21', '571', '755', '731', '28'])}${pick(['-', '', ' ', '—'])}${2 + below(7)}${digits(7)}`;
  const identity = () => {
    const body = `${pick(['110105', '440305', '330106', '510104', '430102'])}19${50 + below(49)}0${1 + below(9)}${10 + below(18)}${digits(3)}`;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    return body + '10X98765432'[[...body].reduce((sum, digit, i) => sum + Number(digit) * weights[i]!, 0) % 11];
  };
  const card = () => {
    const body = `6222${digits(14)}`;
    let sum = 0;
    for (let i = body.length - 1, double = true; i >= 0; i--, double = !double) {
      const digit = Number(body[i]) * (double ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    const whole = body + ((10 - (sum % 10)) % 10);
    return below(2) === 0 ? whole : whole.replace(/(\d{4})(?=\d)/g, '$1 ');
  };
  const letters = 'abcdefghkmnpqrstuvwxyz';
  const handle = () => `${pick<string>(letters)}${pick<string>(letters)}${digits(5)}${pick<string>(letters)}`;
  const plate = () => `${pick<string>('京粤浙湘川')}${pick<string>('ABCDE')}${pick(['', '·'])}${digits(5)}`;
  const room = () =>
    pick([
      () => `${1 + below(30)}栋${1 + below(4)}单元${1 + below(20)}0${1 + below(4)}室`,
      () => `${1 + below(30)}号楼${1 + below(20)}0${1 + below(4)}`,
      () => `${1 + below(20)}幢${1 + below(4)}单元`,
    ])();

  const personal: (() => { kind: string; value: string; sentence: string })[] = [
    () =>
      ((value) => ({
        kind: '手机',
        value,
        sentence: pick([
          `联系电话：${value}。`,
          `电话${value}，请回电。`,
          `本人手机号是${value}`,
          `（${value}）`,
          `请致电${value}处理。`,
          `微信同号${value}。`,
        ]),
      }))(mobile()),
    () =>
      ((value) => ({
        kind: '电话',
        value,
        sentence: pick([`座机${value}。`, `可拨打${value}联系，`, `家里电话:${value}。`]),
      }))(landline()),
    () =>
      ((value) => ({
        kind: '证件号',
        value,
        sentence: pick([`身份证号${value}，`, `身份证号码：${value}。`, `证件${value}。`, `（${value}）`]),
      }))(identity()),
    () =>
      ((value) => ({
        kind: '银行卡',
        value,
        sentence: pick([`钱打到卡号${value}上。`, `银行卡${value}被扣款，`, `收款账户：${value}。`]),
      }))(card()),
    () =>
      ((value) => ({ kind: '邮箱', value, sentence: `邮箱${value}，` }))(
        `${handle()}@${pick(['163.com', 'qq.com', 'example.com.cn'])}`,
      ),
    () =>
      ((value) => ({
        kind: '微信',
        value,
        sentence: pick([`微信号：${value}。`, `微信${value}，`, `加VX ${value}。`]),
      }))(handle()),
    () =>
      ((value) => ({ kind: 'QQ', value, sentence: pick([`QQ：${value}。`, `QQ号${value}，`, `扣扣${value}。`]) }))(
        `${1 + below(9)}${digits(8)}`,
      ),
    () =>
      ((value) => ({ kind: '车牌', value, sentence: pick([`车牌号${value}的车违停，`, `${value}长期占道。`]) }))(
        plate(),
      ),
    () => ((value) => ({ kind: '门牌', value, sentence: `住在${pick(estates)}${value}，` }))(room()),
    () => ((value) => ({ kind: '门牌', value, sentence: `${pick(roads)}${value}门前积水。` }))(`${1 + below(400)}号`),
    () =>
      ((value) => ({
        kind: '姓名',
        value,
        sentence: pick([
          `姓名：${value}，`,
          `联系人：${value}。`,
          `联系人${value}，`,
          `我叫${value}，`,
          `我叫${value}。`,
          `本人姓名${value}，`,
          `投诉人：${value}，`,
          `名叫${value}，`,
          `${value}先生反映，`,
          `，${value}女士称`,
        ]),
      }))(name()),
  ];
  const look: (() => string)[] = [
    () => '12345',
    () => '110',
    () => `400-${digits(3)}-${digits(4)}`,
    () => `${1 + below(9)}${digits(4)}元`,
    () => `${1 + below(9)}${digits(3)}.${digits(2)}元`,
    () => `20${10 + below(14)}年${1 + below(12)}月${1 + below(28)}日`,
    () => `20${10 + below(14)}-0${1 + below(9)}-${10 + below(18)}`,
    () => `工单编号20${10 + below(14)}0${1 + below(9)}${10 + below(18)}${digits(8)}`,
    () => `工单号：${digits(12)}`,
    () => `订单号1${pick<string>('3456789')}${digits(9)}`,
    () => `${1 + below(12)}月${1 + below(28)}号`,
    () => `${1 + below(18)}号线`,
    () => `第${1 + below(18)}层`,
    () => `${1 + below(60)}路公交车`,
    () => '12315',
    () => `${1000 + below(9000)}户`,
    () => `面积${10 + below(200)}.${digits(2)}平方米`,
    () =>
      pick([
        '我是业主',
        '本人家住',
        '本人于昨日',
        '我是本市居民',
        '业主代表',
        '班主任',
        '老先生',
        '物业经理',
        '小区居民反映',
        '负责人表示',
        '市民来电反映',
        '张贴通知',
        '高先生般',
      ]).replace('高先生般', '高新技术'),
  ];
  for (let i = 0; i < count; i++) {
    const planted: PlantedText['planted'] = [];
    const innocent: string[] = [];
    const parts = [`${pick(matters)}，`];
    for (let n = below(3); n > 0; n--) {
      const { kind, value, sentence } = pick(personal)();
      planted.push({ kind, value });
      parts.push(sentence);
    }
    for (let n = 1 + below(3); n > 0; n--) {
      const value = pick(look)();
      innocent.push(value);
      parts.push(`${pick(['涉及', '提到', '自', '，', '查询'])}${value}，`);
    }
    parts.push(`${pick(matters)}。`);
    yield { text: parts.join(''), planted, innocent };
  }
}
