/** Letters without their marks, as people type them in a hurry: `Đồng ý` → `Dong y`. */
export const dropMarks = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
