/** 内部版, for the government network, and 公开版, for everybody. */
export const editions = ['internal', 'public'] as const;

export type Edition = (typeof editions)[number];
