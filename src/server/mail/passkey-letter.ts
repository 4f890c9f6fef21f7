import type { Wording } from './letter.ts'

/** A passkey was added to the account of this address. Its holder has no language on record: both are written. */
export function wordPasskeyAdded(label: string, link: string): Wording {
  return {
    subject: 'Đã thêm khóa truy cập để đăng nhập / A passkey was added for signing in',
    text:
      `Một khóa truy cập (“${label}”) vừa được thêm để đăng nhập bằng địa chỉ thư này.\nNếu không phải bạn làm, hãy gỡ nó ngay tại trang “Khóa của tôi”: ${link}\n\n—\n\n` +
      `A passkey (“${label}”) was just added for signing in under this mail address.\nIf it was not you, remove it at once on the page “My keys”: ${link}\n`,
  }
}
