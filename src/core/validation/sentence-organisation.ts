import type { OrganisationProof } from '../pki/organisation-proof.ts'
import { pair, type Sentence } from './sentence-pair.ts'

/** Who has shown for which organisation a holder acts, as part of a sentence: in earnest, and where the certificate was issued to try the service out. */
const SHOWN: Readonly<Record<OrganisationProof, { readonly honest: Sentence; readonly demo: Sentence }>> = {
  operator: {
    honest: pair('The issuer says that it has checked that its holder acts on behalf of {organisation} ({identifier})', 'Bên cấp chứng thư cho biết đã kiểm tra việc người giữ hộp thư thay mặt {organisation} ({identifier})'),
    demo: pair('It says “on behalf of {organisation} ({identifier})” as the operator of the service entered it', 'Chứng thư ghi “thay mặt {organisation} ({identifier})” như người vận hành dịch vụ đã nhập'),
  },
  oidc: {
    honest: pair('The issuer says that an OpenID provider has shown that its holder acts on behalf of {organisation} ({identifier})', 'Bên cấp chứng thư cho biết một nhà cung cấp OpenID đã xác nhận việc người giữ hộp thư thay mặt {organisation} ({identifier})'),
    demo: pair('It says “on behalf of {organisation} ({identifier})” as an OpenID provider has shown it', 'Chứng thư ghi “thay mặt {organisation} ({identifier})” như một nhà cung cấp OpenID đã xác nhận'),
  },
  eid: {
    honest: pair('The issuer says that an electronic identity (eID) has shown that its holder acts on behalf of {organisation} ({identifier})', 'Bên cấp chứng thư cho biết danh tính điện tử (eID) đã xác nhận việc người giữ hộp thư thay mặt {organisation} ({identifier})'),
    demo: pair('It says “on behalf of {organisation} ({identifier})” as an electronic identity (eID) has shown it', 'Chứng thư ghi “thay mặt {organisation} ({identifier})” như danh tính điện tử (eID) đã xác nhận'),
  },
}
const MAILBOX = {
  honest: pair('Proven: control of the mailbox “{mail}”.', 'Đã chứng minh: quyền dùng hộp thư “{mail}”.'),
  demo: pair('Demo identity: the certificate was issued to try the service out; control of the mailbox “{mail}” was not really proven.', 'Danh tính dùng thử: chứng thư được cấp để thử dịch vụ; quyền dùng hộp thư “{mail}” chưa thực sự được chứng minh.'),
} as const
const NAMED = pair('the name “{name}” is as given and was checked by nobody', 'tên “{name}” do người ký tự ghi, không ai kiểm tra')

const join = (mailbox: Sentence, shown: Sentence, named: Sentence | null): Sentence => {
  const of = (language: 'en' | 'vi'): string => `${mailbox[language]} ${shown[language]}${named ? `; ${named[language]}` : ''}.`
  return { en: of('en'), vi: of('vi') }
}

/** By reason: `organisation`, `organisation-oidc`, `organisation-eid`, with `demo-` before and `-unnamed` after. */
export const ORGANISATION_SENTENCES: Readonly<Record<string, Sentence>> = Object.fromEntries(
  (Object.keys(SHOWN) as OrganisationProof[]).flatMap((by) =>
    (['honest', 'demo'] as const).flatMap((kind) => {
      const reason = `${kind === 'demo' ? 'demo-' : ''}organisation${by === 'operator' ? '' : `-${by}`}`
      return [[reason, join(MAILBOX[kind], SHOWN[by][kind], NAMED)], [`${reason}-unnamed`, join(MAILBOX[kind], SHOWN[by][kind], null)]] as const
    }),
  ),
)
