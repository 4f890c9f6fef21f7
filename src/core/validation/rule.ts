import type { SubIndication } from './indication.ts'

/** Building blocks of ETSI EN 319 102-1 §5.2, in the order in which a reader is told of them. */
export type Block = 'format' | 'certificate' | 'cryptography' | 'acceptance' | 'path' | 'time' | 'information'

interface RuleFacts {
  /** Number in SPEC.md. */
  readonly number: string
  readonly block: Block
  readonly clause: string
  /** What a failed check says of the signature; a check may name another one. Null: it is noted and decides nothing. */
  readonly failure: SubIndication | null
}

const rule = (number: string, block: Block, clause: string, failure: SubIndication | null): RuleFacts => ({ number, block, clause, failure })

/** Every check by its stable id. The order is the order of the report and, among equals, of what the verdict names first. */
export const RULES = {
  'changes-permitted': rule('V39', 'format', 'ISO 32000-2 §12.8.2.2; §12.8.2.4', 'FORMAT_FAILURE'),
  'strict-reading': rule('V1', 'format', 'ISO 32000-2 §7.5; SPEC.md V1', 'SIG_CONSTRAINTS_FAILURE'),
  'statement-agreement': rule('V43', 'acceptance', 'consent/SPEC.md S2, S4, S5, S10; EN 319 102-1 §5.2.8', 'SIG_CONSTRAINTS_FAILURE'),
  'statement-form': rule('V42', 'acceptance', 'consent/SPEC.md S1, S2, S9', 'SIG_CONSTRAINTS_FAILURE'),
  'publication': rule('V44', 'acceptance', 'RFC 5652 §5.6; EN 319 102-1 §5.5', 'SIG_CONSTRAINTS_FAILURE'),
  'page-text': rule('V45', 'acceptance', 'ISO 32000-2 §14.8.2.2', 'SIG_CONSTRAINTS_FAILURE'),
  'derivation': rule('V46', 'acceptance', 'SPEC.md V46', 'SIG_CONSTRAINTS_FAILURE'),
  'certificate-log': rule('V47', 'acceptance', 'C2SP tlog-proof; core/log/SPEC.md T11', 'SIG_CONSTRAINTS_FAILURE'),
  'byte-range-form': rule('V3', 'format', 'ISO 32000-2 §12.8.1', 'FORMAT_FAILURE'),
  'byte-range-gap': rule('V4', 'format', 'ISO 32000-2 §12.8.1; EN 319 142-1 §5.3', 'FORMAT_FAILURE'),
  'byte-range-end': rule('V5', 'format', 'EN 319 142-1 §5.3', 'FORMAT_FAILURE'),
  'trailing-bytes': rule('V6', 'format', 'ISO 32000-2 §7.5.5', 'FORMAT_FAILURE'),
  'unexplained-bytes': rule('V6', 'format', 'ISO 32000-2 §7.5.6', 'SIG_CONSTRAINTS_FAILURE'),
  'byte-range-nesting': rule('V7', 'format', 'EN 319 142-1 §5.3', 'FORMAT_FAILURE'),
  'dictionary-unchanged': rule('V8', 'format', 'ISO 32000-2 §12.8.1', 'FORMAT_FAILURE'),
  'field-reachable': rule('V9', 'format', 'ISO 32000-2 §12.7.5.5', 'FORMAT_FAILURE'),
  'sub-filter-known': rule('V10', 'format', 'ISO 32000-2 §12.8.3; EN 319 142-1 §6.3', 'FORMAT_FAILURE'),
  'value-unshared': rule('V11', 'format', 'ISO 32000-2 §12.7.5.5', 'FORMAT_FAILURE'),
  'cms-form': rule('V13', 'format', 'RFC 5652 §5.1; EN 319 142-1 §6.3', 'FORMAT_FAILURE'),
  'one-signer': rule('V14', 'format', 'EN 319 142-1 §6.3', 'FORMAT_FAILURE'),
  'attributes-present': rule('V15', 'format', 'RFC 5652 §11.1; §11.2', 'FORMAT_FAILURE'),
  'message-digest': rule('V16', 'cryptography', 'RFC 5652 §5.6; EN 319 102-1 §5.2.7', 'HASH_FAILURE'),
  'signature-value': rule('V17', 'cryptography', 'RFC 5652 §5.6; EN 319 102-1 §5.2.7', 'SIG_CRYPTO_FAILURE'),
  'signing-certificate-found': rule('V18', 'certificate', 'EN 319 102-1 §5.2.3', 'NO_SIGNING_CERTIFICATE_FOUND'),
  'signing-certificate-named': rule('V18', 'certificate', 'RFC 5035 §4; EN 319 102-1 §5.2.3', 'NO_SIGNING_CERTIFICATE_FOUND'),
  'algorithms-consistent': rule('V19', 'acceptance', 'RFC 6211 §3; RFC 5754 §3', 'SIG_CONSTRAINTS_FAILURE'),
  'algorithms-sound': rule('V20', 'acceptance', 'EN 319 102-1 §5.2.8', 'CRYPTO_CONSTRAINTS_FAILURE'),
  'pades-attributes': rule('V21', 'information', 'EN 319 142-1 §6.3', null),
  'signature-policy': rule('V22', 'information', 'EN 319 122-1 §5.2.9', null),
  'commitment-type': rule('V22', 'information', 'EN 319 122-1 §5.2.3', null),
  'qualification': rule('V27', 'information', 'EN 319 412-5 §4.2', null),
  'countersignature': rule('V48', 'information', 'RFC 5652 §11.4', null),
  'path-to-anchor': rule('V23', 'path', 'RFC 5280 §6.1; EN 319 102-1 §5.2.6', 'NO_CERTIFICATE_CHAIN_FOUND'),
  'path-constraints': rule('V24', 'path', 'RFC 5280 §6.1.3–§6.1.5; EN 319 102-1 §5.2.6', 'CHAIN_CONSTRAINTS_FAILURE'),
  'timestamp-imprint': rule('V32', 'time', 'RFC 3161 §2.4.2; EN 319 102-1 §5.4', 'SIG_CONSTRAINTS_FAILURE'),
  'timestamp-signature': rule('V32', 'time', 'RFC 3161 §2.4.2', 'SIG_CONSTRAINTS_FAILURE'),
  'timestamp-path': rule('V33', 'time', 'RFC 3161 §2.3; EN 319 102-1 §5.4', null),
  'timestamp-order': rule('V35', 'time', 'EN 319 102-1 §5.5.4', 'TIMESTAMP_ORDER_FAILURE'),
  'path-validity': rule('V26', 'path', 'RFC 5280 §6.1.3(a)(2); EN 319 102-1 §5.5.4', 'OUT_OF_BOUNDS_NO_POE'),
  'revocation': rule('V30', 'path', 'RFC 5280 §6.3; RFC 6960 §3.2; EN 319 102-1 §5.2.5', 'TRY_LATER'),
  'claimed-time': rule('V35', 'information', 'EN 319 142-1 §6.3', null),
  'validation-data': rule('V36', 'information', 'EN 319 142-1 §5.4.2', null),
  'level': rule('V37', 'information', 'EN 319 142-1 §6', null),
  'changes-after': rule('V38', 'information', 'ISO 32000-2 §12.8.2.2', null),
  'active-content': rule('V40', 'information', 'ISO 32000-2 §12.6', null),
  'concealed-content': rule('V40', 'information', 'ISO 32000-2 §7.5.6; §8.11', null),
  'identity': rule('V41', 'information', 'EN 319 102-1 §5.2.8', null),
} as const satisfies Readonly<Record<string, RuleFacts>>

export type RuleId = keyof typeof RULES

export const RULE_IDS = Object.keys(RULES) as readonly RuleId[]

/** A rule's facts, with the type that all of them share. */
export function ruleOf(id: RuleId): RuleFacts {
  return RULES[id]
}
