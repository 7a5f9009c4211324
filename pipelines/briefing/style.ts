/**
 * The typography of GB/T 9704-2012 (党政机关公文格式). Lengths in twips (1/20 point), sizes in half points.
 * A4 with margins 37, 35, 28 and 26 mm leaves 156 × 225 mm: 22 lines of 28 characters.
 */

const twips = (millimetres: number): number => Math.round((millimetres * 1440) / 25.4);

export const page = {
  width: twips(210),
  height: twips(297),
  top: twips(37),
  bottom: twips(35),
  left: twips(28),
  right: twips(26),
  /** The page number stands 7 mm below the text. */
  footer: twips(25),
};

/** Width of the text, 156 mm. */
export const textWidth = page.width - page.left - page.right;

/**
 * 28 points from line to line, exactly: 22 lines fill a page. The page's grid says its pitch but has no type, for on one
 * of lines the rows of tables would be as high as lines of text.
 */
export const lineHeight = 28 * 20;
export const linePitch = Math.floor((page.height - page.top - page.bottom) / 22);

/**
 * 28 characters of 16 points are 6 points wider than the text: each gives way by a quarter point. (A grid of characters
 * would say the same, but LibreOffice spreads everything on it, tables included.)
 */
export const characterSpacing = -5;

/** 字号: 小初 … 五号. */
export const size = { two: 44, three: 32, four: 28, smallFour: 24, five: 21 };

export const red = 'C00000';

/**
 * The faces of the standard, each with the names of those that stand in for it where it is not installed (written to
 * the document's font table, which Word reads), and how it is built, by which any program finds something like it.
 */
export const faces = {
  title: {
    name: '方正小标宋简体',
    others: ['小标宋', 'FZXiaoBiaoSong-B05S', 'STZhongsong', 'SimSun'],
    family: 'roman',
  },
  body: { name: '仿宋', others: ['仿宋_GB2312', 'FangSong', 'FangSong_GB2312', 'STFangsong'], family: 'modern' },
  heading: { name: '黑体', others: ['SimHei', 'STHeiti', 'Microsoft YaHei'], family: 'swiss' },
  subheading: { name: '楷体', others: ['楷体_GB2312', 'KaiTi', 'KaiTi_GB2312', 'STKaiti'], family: 'script' },
  page: { name: '宋体', others: ['SimSun', 'STSong'], family: 'roman' },
} as const;

/** Digits and Latin letters. */
export const latin = 'Times New Roman';

export type Face = keyof typeof faces;

export const font = (face: Face) => ({ ascii: latin, hAnsi: latin, cs: latin, eastAsia: faces[face].name });
