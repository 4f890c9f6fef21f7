/** Names under which answers are kept. */
export const keys = {
  service: ['service'] as const,
  session: ['session'] as const,
  outbox: ['outbox'] as const,
  keptKeys: ['kept-keys'] as const,
  keptCertificates: ['kept-certificates'] as const,
  authorities: ['authorities'] as const,
  certificate: (name: string) => ['certificate', name] as const,
  documentCertificates: (token: string) => ['offer', token, 'certificates'] as const,
  passkeys: ['passkeys'] as const,
  contracts: ['contracts'] as const,
  contract: (contract: string) => ['contract', contract] as const,
  records: (contract: string) => ['contract', contract, 'records'] as const,
  offer: (token: string) => ['offer', token] as const,
  receipt: (token: string) => ['offer', token, 'receipt'] as const,
  notice: (version: string) => ['notice', version] as const,
}
