import type { KeptRecords } from '../../protocol/privacy.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { readKeeping } from '../retention/end.ts'
import { isHeld } from '../retention/hold.ts'
import { RETENTION_RULES } from '../retention/rule.ts'
import type { Access } from '../storage/database.ts'

/** Until when a contract's records stay, and why: each names the hash of the one before, so that none can go alone. */
export async function readKept(parts: Pick<Parts, 'clock'>, access: Access, contract: string): Promise<KeptRecords> {
  const row = await access.selectFrom('contract').select(['state', 'updated_at', 'retain_until']).where('id', '=', contract).executeTakeFirstOrThrow()
  const { rule, end } = await readKeeping(access, contract, row, parts.clock())
  const held = await isHeld(access, contract)
  const { basis } = RETENTION_RULES.find(({ id }) => id === rule)!
  return { until: held || end === null ? null : formatInstant(end), isHeld: held, basis: { ...basis } }
}

/** The same in words, for an archive that is read without this service. */
export function describeKept({ until, isHeld, basis }: KeptRecords): Readonly<Record<'vi' | 'en', string>> {
  const day = until?.slice(0, 10)
  return {
    vi: `Các bản ghi nối nhau bằng mã băm của hợp đồng này được giữ ở dạng mã hóa ${day ? `đến ngày ${day}` : isHeld ? 'cho đến khi hết lệnh lưu giữ' : 'cho đến khi hợp đồng kết thúc và hết thời hạn lưu'}, vì không thể bỏ riêng bản ghi nào mà chuỗi vẫn kiểm tra được (${basis.vi}).`,
    en: `This contract’s hash-linked records are kept, encrypted, ${day ? `until ${day}` : isHeld ? 'until the legal hold has ended' : 'until the contract has ended and its time is over'}, since none can be taken out while the chain can still be checked (${basis.en}).`,
  }
}
