/** `10,000` */
export const countText = (count: number): string => count.toLocaleString('en');

/** `1 flow`, `2,000 flows` */
export const counted = (count: number, noun: string): string => `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
