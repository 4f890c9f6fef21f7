import type { Parts } from '../parts.ts'
import type { Damage } from './damage.ts'

const MAX_NAMED = 50

/** What the operator is told, Vietnamese first; names are hashes and keys of rows, never contents. */
function wordDamages(damages: readonly Damage[], address: string): { subject: string; text: string } {
  const lines = damages.slice(0, MAX_NAMED).map(({ code, name, subject }) => `${code}  ${name}  (${subject})`)
  if (damages.length > MAX_NAMED) lines.push(`… +${damages.length - MAX_NAMED}`)
  return {
    subject: 'Countersign: dữ liệu lưu trữ bị hỏng / stored data is damaged',
    text: `Lần kiểm tra định kỳ vừa thấy dữ liệu bị hỏng tại ${address}. Không có gì bị sửa; tệp hỏng không được đưa ra như bản đúng. Hãy khôi phục từ bản sao lưu.\n\n${lines.join('\n')}\n\n—\n\nThe scheduled check has found damaged data at ${address}. Nothing was changed; damaged files are not given out as good. Bring them back from a backup.\n`,
  }
}

/** Says at once and by name what is newly damaged: a line of the service's own log for each, and one letter to the operator. */
export async function reportDamages({ settings, mailer, store }: Parts, damages: readonly Damage[], log: (damage: Damage) => void): Promise<void> {
  if (damages.length === 0) return
  damages.forEach(log)
  const { operatorMail, publicAddress } = settings
  if (operatorMail === null) return
  const content = { to: operatorMail, ...wordDamages(damages, publicAddress), rule: 'vn-2023' as const, attachment: null }
  mailer.dispatch(await store.transaction().execute((access) => mailer.enqueue(access, { kind: 'operator', contract: null, offer: null, content })))
}
