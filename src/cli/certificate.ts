import { REVOCATION_REASONS, revocationReasonSchema, type CertificateEntry, type OperatorStateRequest } from '../protocol/certificate.ts'
import { readSettings, tellFailure, tellUsage } from './command.ts'

const USAGE = `Usage: countersign certificate show SERIAL|THUMBPRINT
       countersign certificate suspend|restore SERIAL
       countersign certificate revoke SERIAL --reason ${REVOCATION_REASONS.join('|')}
       countersign certificate attest EMAIL --name NAME --identifier VATVN-0101234567
       countersign certificate unattest EMAIL
`

type Order =
  | { readonly kind: 'show'; readonly name: string }
  | { readonly kind: 'state'; readonly serial: string; readonly request: OperatorStateRequest }
  | { readonly kind: 'attest'; readonly email: string; readonly organisation: { readonly name: string; readonly identifier: string } }
  | { readonly kind: 'unattest'; readonly email: string }

/** What the arguments ask for; null when they do not make sense. A revocation by the operator always names its reason. */
export function parseCertificateOrder([verb, name, ...rest]: readonly string[]): Order | null {
  if (name === undefined) return null
  const options = new Map<string, string>()
  for (let at = 0; at < rest.length; at += 2) {
    const [option, value] = [rest[at], rest[at + 1]]
    if (!option?.startsWith('--') || value === undefined) return null
    options.set(option.slice(2), value)
  }
  if (verb === 'attest') {
    const [organisation, identifier] = [options.get('name'), options.get('identifier')]
    return organisation === undefined || identifier === undefined || options.size !== 2 ? null : { kind: 'attest', email: name.toLowerCase(), organisation: { name: organisation, identifier } }
  }
  if (verb === 'revoke') {
    const reason = revocationReasonSchema.safeParse(options.get('reason'))
    return reason.success && options.size === 1 ? { kind: 'state', serial: name.toLowerCase(), request: { state: 'revoked', reason: reason.data } } : null
  }
  if (options.size > 0) return null
  if (verb === 'show') return { kind: 'show', name }
  if (verb === 'suspend' || verb === 'restore') return { kind: 'state', serial: name.toLowerCase(), request: { state: verb === 'suspend' ? 'suspended' : 'good' } }
  return verb === 'unattest' ? { kind: 'unattest', email: name.toLowerCase() } : null
}

function print(entry: CertificateEntry): void {
  const { organisation, proof, demo } = entry.identity
  const lines = [
    `serial      ${entry.serial}`,
    `thumbprint  ${entry.thumbprint}`,
    `kind        ${entry.kind}`,
    `state       ${entry.state}${entry.reason === null ? '' : ` (${entry.reason})`}`,
    `subject     ${entry.subject}`,
    `proven      ${proof}${demo ? ', demo' : ''}${organisation ? `: ${organisation.name}, ${organisation.identifier}` : ''}`,
    `valid       ${entry.notBefore} to ${entry.notAfter}`,
    ...entry.history.map(({ at, event, by, reason }) => `            ${at} ${event} by ${by}${reason === null ? '' : ` (${reason})`}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** The operator's hand on certificates; works beside a running service, which publishes the new status at once. */
export async function runCertificate(root: string, args: readonly string[]): Promise<number> {
  const order = parseCertificateOrder(args)
  if (!order) {
    return tellUsage(USAGE)
  }
  const { openParts } = await import('../server/serve.ts')
  const [{ changeAnyState }, { lookUpCertificate }, { attestOrganisation, withdrawOrganisation }] = await Promise.all([
    import('../server/certificate/lifecycle.ts'), import('../server/certificate/lookup.ts'), import('../server/identity/organisation.ts'),
  ])
  try {
    const parts = await openParts(root, await readSettings(root), null, 'cli')
    try {
      if (order.kind === 'attest') await attestOrganisation(parts, order.email, order.organisation)
      else if (order.kind === 'unattest') {
        if (!(await withdrawOrganisation(parts, order.email))) throw new Error('nothing was attested for this address')
      } else {
        if (order.kind === 'state') await changeAnyState(parts, order.serial, order.request)
        print(await lookUpCertificate(parts, order.kind === 'state' ? order.serial : order.name))
      }
      await parts.mailer.settle()
      return 0
    } finally {
      await parts.store.destroy()
    }
  } catch (error) {
    return tellFailure(error)
  }
}
