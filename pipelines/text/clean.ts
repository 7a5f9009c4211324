const wideLetter = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;
// Attributes hold no Han characters in what exports write; so `a<b 且 c>d` is no tag.
const markup = /<\/?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>\p{Script=Han}]{0,300})?\/?>|<!--[\s\S]*?-->/gu;
const entity = /&(nbsp|amp|lt|gt|quot|ldquo|rdquo|mdash|hellip|middot|#\d{1,6});/gi;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is removed
const unseen = /[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;
const blank = /[\s\u00a0\u3000]+/g;

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>' };

/**
 * What every message opens and closes with, and says nothing about the matter.
 * Anchored or closed by punctuation, so that a sentence is never cut in the middle.
 */
const courtesies = [
  /^\s*(尊敬|敬爱|亲爱)的[^，,。：:！!；;]{1,16}[，,。：:！!]/,
  /^\s*[^，,。：:！!；;\s]{0,8}(领导|书记|市长|区长|县长|部门|同志)们?[，,：:！!]?\s*(您|你|你们)?们?好[，,。：:！!]*/,
  /^\s*(您|你|你们|大家)好[，,。：:！!]+/,
  // How those who take the call begin: 市民来电反映, 网友王先生通过热线投诉称.
  /^\s*(市民|群众|网民|网友|居民|来电人|来访人|诉求人|投诉人|举报人|反映人|当事人)\s*(\p{Script=Han}{1,2}(先生|女士|某))?\s*(来电|致电|来信|来访|留言|通过[^，,。：:]{1,8})?(反映|反应|咨询|投诉|举报|求助|诉求|表示)(称|说|关于)?[：:，,]*/u,
  /^\s*(来电|致电|来信|来访|留言)(反映|反应|咨询|投诉|举报|求助)(称|说|关于)?[：:，,]*/,
  // Labels of forms.
  /(反映|诉求|来电|投诉|举报|问题|事件|事项)(内容|描述|详情|主题)[：:]/g,
  /此致[\s，,。！!]*敬礼[\s。！!]*/,
  /(谢谢|感谢|多谢|麻烦)(您|你|你们|领导|各位领导|政府)?了?[\s。！!~]*$/,
];

/**
 * One line of plain text from a field as exported: markup, entities, invisible and full-width characters and runs of
 * blanks (`\n\t`, `\u00a0`, `\u3000`) are reduced. Nothing a reader would call content is lost, punctuation stays.
 */
export function cleanText(raw: string | null | undefined): string {
  if (!raw) return '';
  let text = raw;
  if (text.includes('<')) text = text.replace(markup, ' ');
  if (text.includes('&')) text = text.replace(entity, (_, name: string) => entities[name.toLowerCase()] ?? ' ');
  return text
    .replace(unseen, '')
    .replace(wideLetter, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(blank, ' ')
    .trim();
}

/** What masking leaves in the place of a name or number: it says nothing about the matter. */
const maskMark = /〔[^〔〕]{1,8}〕/g;

/** `cleanText` without courtesies and masks, in lower case: what is segmented. */
export function textToSegment(raw: string | null | undefined): string {
  let text = cleanText(raw).replace(maskMark, ' ');
  for (const courtesy of courtesies) text = text.replace(courtesy, ' ');
  return text.trim().toLowerCase();
}
