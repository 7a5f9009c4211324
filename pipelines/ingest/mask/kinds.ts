/** What stands in the place of personal data, so that a reader sees what was there. */
export const marks = {
  mobile: '〔手机〕',
  landline: '〔电话〕',
  identity: '〔证件号〕',
  card: '〔银行卡〕',
  plate: '〔车牌〕',
  email: '〔邮箱〕',
  wechat: '〔微信〕',
  qq: '〔QQ〕',
  name: '〔姓名〕',
  room: '〔门牌〕',
} as const;

export type PersonalKind = keyof typeof marks;

/** A part of a text to be replaced. */
export interface Span {
  start: number;
  end: number;
  kind: PersonalKind;
}
