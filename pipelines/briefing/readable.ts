/** Text that XML can hold: no control characters, no halves of a character. */
export const readable = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ');
