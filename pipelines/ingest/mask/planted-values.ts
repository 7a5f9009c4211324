import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { PersonalKind } from './kinds.ts';

/** Draws at random, the same from the same seed. */
export class Draw {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** 0 … n − 1. */
  below(n: number): number {
    return uniformInt(this.#generator, 0, n - 1);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  letter(from: string): string {
    return from[this.below(from.length)]!;
  }

  digits(n: number): string {
    return Array.from({ length: n }, () => this.below(10)).join('');
  }
}

const wide = (text: string): string => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const spelt = (digits: string, one: string): string =>
  digits.replace(/\d/g, (d) => (d === '1' ? one : '零一二三四五六七八九'[Number(d)]!));

/** Surnames by how common they are, common ones several times; two-character ones at the end. */
const surnames =
  '王王王王李李李李张张张刘刘陈陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤';
const compounds = ['欧阳', '上官', '诸葛', '司徒', '慕容'];
const given =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚辉玲桂英华慧建斌波宇浩凯欣雨晨佳怡梅琴云莉兰凤洁红鑫鹏飞帆婷雪琳晶萍志国秀淑德永春海玉文俊子梓轩涵泽睿嘉一诗瑶思彤振兴宝福贵顺祥喜根生树林泉水山清荣光耀宗';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Invented personal data in every form people write it. */
export class PersonalValues {
  readonly #draw: Draw;

  constructor(draw: Draw) {
    this.#draw = draw;
  }

  surname(): string {
    return this.#draw.below(40) === 0 ? this.#draw.pick(compounds) : this.#draw.letter(surnames);
  }

  name(): string {
    const second = this.#draw.below(4) === 0 ? '' : this.#draw.letter(given);
    return this.surname() + this.#draw.letter(given) + second;
  }

  minorityName(): string {
    const part = () => this.#draw.pick(['阿依古丽', '买买提', '吐尔逊', '古丽娜尔', '扎西', '卓玛', '艾力', '阿不都']);
    return `${part()}·${part()}`;
  }

  mobile(): string {
    const draw = this.#draw;
    const number = `1${draw.letter('3456789')}${draw.digits(9)}`;
    const parts = [number.slice(0, 3), number.slice(3, 7), number.slice(7)];
    return draw.pick([
      () => number,
      () => number,
      () => parts.join('-'),
      () => parts.join(' '),
      () => parts.join('－'),
      () => parts.join('.'),
      () => [number.slice(0, 3), number.slice(3, 6), number.slice(6)].join(' '),
      () => [number.slice(0, 4), number.slice(4, 7), number.slice(7)].join('-'),
      () => wide(number),
      () => wide(parts.join('-')),
      () => spelt(number, '一'),
      () => spelt(number, '幺'),
      () => parts.map((part) => spelt(part, '幺')).join(' '),
      () => `+86 ${number}`,
      () => `86-${number}`,
      () => `0${number}`,
    ])();
  }

  landline(): string {
    const draw = this.#draw;
    const [area, local] = draw.pick([
      ['010', `${draw.letter('568')}${draw.digits(7)}`],
      ['0571', `${draw.letter('28')}${draw.digits(7)}`],
      ['028', `${draw.letter('68')}${draw.digits(7)}`],
      ['0796', `${draw.letter('2678')}${draw.digits(6)}`],
      ['0898', `${draw.letter('36')}${draw.digits(7)}`],
    ] as const);
    return draw.pick([
      () => `${area}-${local}`,
      () => `${area}${local}`,
      () => `${area} ${local}`,
      () => `(${area})${local}`,
      () => `（${area}）${local}`,
      () => `${area}—${local}`,
      () => wide(`${area}-${local}`),
      () => `${area}-${local.slice(0, 4)} ${local.slice(4).padEnd(4, '5')}`,
      () => spelt(`${area}${local}`, '幺'),
      () => `${area}-${local}转${draw.digits(3)}`,
    ])();
  }

  /** Without its area code: only a label tells it. */
  localLandline(): string {
    const number = `${this.#draw.letter('235678')}${this.#draw.digits(this.#draw.pick([6, 7]))}`;
    return this.#draw.pick([number, wide(number)]);
  }

  identity(): string {
    const draw = this.#draw;
    const region = draw.pick(['110105', '440305', '330106', '510104', '430102', '650102', '210212']);
    const day = `${String(draw.between(1, 12)).padStart(2, '0')}${String(draw.between(1, 28)).padStart(2, '0')}`;
    const body = `${region}${draw.between(1945, 2009)}${day}${draw.digits(3)}`;
    const check = '10X98765432'[[...body].reduce((sum, digit, i) => sum + Number(digit) * weights[i]!, 0) % 11]!;
    const number = body + check;
    return draw.pick([
      () => number,
      () => number,
      () => number.toLowerCase(),
      () => `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}`,
      () => wide(number),
    ])();
  }

  oldIdentity(): string {
    const draw = this.#draw;
    const day = `${String(draw.between(1, 12)).padStart(2, '0')}${String(draw.between(1, 28)).padStart(2, '0')}`;
    return `${draw.pick(['110105', '330106', '510104'])}${draw.between(45, 89)}${day}${draw.digits(3)}`;
  }

  passport(): string {
    const draw = this.#draw;
    return draw.pick([
      () => `E${draw.digits(8)}`,
      () => `E${draw.letter('ABCDEFGH')}${draw.digits(7)}`,
      () => `G${draw.digits(8)}`,
      () => wide(`E${draw.digits(8)}`),
    ])();
  }

  card(): string {
    const draw = this.#draw;
    const body = `${draw.pick(['622202', '621700', '622848', '436742', '955880', '521899'])}${draw.digits(draw.pick([9, 12]))}`;
    let sum = 0;
    for (let i = body.length - 1, double = true; i >= 0; i--, double = !double) {
      const digit = Number(body[i]) * (double ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    const number = body + ((10 - (sum % 10)) % 10);
    const grouped = number.replace(/(\d{4})(?=\d)/g, '$1 ');
    return draw.pick([number, number, grouped, grouped.replaceAll(' ', '-'), wide(number)]);
  }

  plate(): string {
    const draw = this.#draw;
    const city = `${draw.letter('京粤浙湘川赣沪苏')}${draw.letter('ABCDEFG')}`;
    return draw.pick([
      () => `${city}${draw.digits(5)}`,
      () => `${city}·${draw.digits(3)}${draw.letter('ABCDEFGH')}${draw.digits(1)}`,
      () => `${city}${draw.letter('DF')}${draw.digits(5)}`,
      () => `${city}${draw.digits(5)}${draw.letter('DF')}`,
      () => `${city} ${draw.letter('ABCDEFGH')}${draw.digits(4)}`,
      () => `${city}-${draw.digits(5)}`,
      () => city[0] + city[1]!.toLowerCase() + draw.digits(5),
      () => wide(`${city}${draw.digits(5)}`),
      () => `${city}${draw.digits(4)}${draw.letter('挂学')}`,
    ])();
  }

  email(): string {
    const address = `${this.handle()}@${this.#draw.pick(['163.com', 'qq.com', 'mail.example.com.cn', 'sina.cn'])}`;
    return this.#draw.below(6) === 0 ? address.replace('@', '＠') : address;
  }

  handle(): string {
    const draw = this.#draw;
    const word = Array.from({ length: draw.between(2, 5) }, () => draw.letter(letters)).join('');
    return `${word}${draw.pick(['', '_', '-'])}${draw.digits(draw.between(4, 6))}`;
  }

  qq(): string {
    return `${this.#draw.between(1, 9)}${this.#draw.digits(this.#draw.between(5, 9))}`;
  }

  /** From the building on, as it stands behind an estate's name. */
  room(): string {
    const draw = this.#draw;
    const [building, unit, floor, flat] = [
      draw.between(1, 36),
      draw.between(1, 4),
      draw.between(1, 33),
      draw.between(1, 6),
    ];
    const door = `${floor}0${flat}`;
    return draw.pick([
      () => `${building}栋${unit}单元${door}室`,
      () => `${building}栋${unit}单元${door}`,
      () => `${building}号楼${door}`,
      () => `${building}幢${unit}单元`,
      () => `${building}栋${door}房`,
      () => `${building}-${unit}-${door}`,
      () => `${building}号楼${unit}单元${floor}楼东户`,
      () => `${'一二三四五六七八九'[building % 9]}栋${'一二三四'[unit - 1]}单元${door}室`,
      () => `${draw.letter('ABCD')}座${door}室`,
      () => `${building}#${unit}单元${door}`,
      () => `${wide(String(building))}栋${wide(door)}室`,
      () => `${building}号${door}室`,
    ])();
  }

  /** From the number on, as it stands behind a road's name. */
  house(): string {
    const draw = this.#draw;
    return draw.pick([
      () => `${draw.between(1, 880)}号`,
      () => `${draw.between(1, 880)}号`,
      () => `${draw.between(1, 880)}号院${draw.between(1, 9)}号楼`,
      () => `${draw.between(1, 300)}弄${draw.between(1, 60)}号${draw.between(1, 6)}0${draw.between(1, 4)}室`,
      () => `${draw.between(1, 200)}-${draw.between(1, 9)}号`,
      () => `${draw.pick(['十八', '二十六', '三十', '七'])}号`,
    ])();
  }
}

/** Personal data planted in a text, by its place in the text. */
export interface Planted {
  start: number;
  end: number;
  kind: PersonalKind;
}
