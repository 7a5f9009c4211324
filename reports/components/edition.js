/** Whether these pages are of 公开版, whose tables lack what 内部版 has: that nothing is there must not read as that there is none. `about`: the row of `site`. */
export const isPublic = (about) => Array.from(about)[0]?.edition === '公开版';
