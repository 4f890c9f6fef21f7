import { expect, test } from 'vitest'
import { addUnsignedAttribute } from '../../core/cms/attribute.ts'
import { createSignedData, parseSignedData } from '../../core/cms/signed-data.ts'
import { decodeStatementAttribute, encodeStatementAttribute } from '../../core/cms/statement.ts'
import { verifyTimestampToken } from '../../core/cms/timestamp.ts'
import { verifySignedData } from '../../core/cms/verification.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../core/pki/oids.ts'
import { validatePath } from '../../core/pki/path.ts'
import { createTestAuthority } from './authority.ts'

const NOW = Date.UTC(2026, 8, 1, 3, 0, 0)

test('a signatory signs, a timestamp is added, and everything verifies to the root', async () => {
  const authority = await createTestAuthority({ now: NOW })
  const { signer, certificate } = await authority.issueSignatory({ email: 'lan@example.com' })
  const digest = sha256(encodeUtf8('hợp đồng'))
  const cms = await createSignedData({ signer, digest, digestHash: 'SHA-256', signedAttributes: [encodeStatementAttribute('{"a":1}')], algorithmProtection: true })
  const token = await authority.issueTimestamp(sha256(parseSignedData(cms).signers[0]!.signature))
  const stamped = addUnsignedAttribute(cms, OID_SIGNATURE_TIME_STAMP, token)

  const facts = parseSignedData(stamped)
  const result = await verifySignedData(facts, digest)
  expect(result.checks.filter((check) => !check.passed)).toEqual([])
  expect(decodeStatementAttribute(facts)).toBe('{"a":1}')
  const path = await validatePath({ certificate, intermediates: facts.certificates, anchors: authority.anchors, time: NOW, purpose: 'document-signing' })
  expect(path.checks.filter((check) => !check.passed)).toEqual([])
  const timestamp = await verifyTimestampToken({ token, imprint: sha256(facts.signers[0]!.signature), anchors: authority.anchors })
  expect(timestamp.checks.filter((check) => !check.passed)).toEqual([])
  expect(timestamp.token.genTime).toBe(NOW)
})
