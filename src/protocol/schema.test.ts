import { describe, expect, it } from 'vitest'
import { sha256Hex } from '../core/bytes/sha256.ts'
import { encodeCanonicalJson } from '../core/bytes/canonical-json.ts'
import { encodeUtf8 } from '../core/bytes/text.ts'
import { describeSchema, SCHEMA_NAMES } from './schema.ts'

const hashOf = (name: (typeof SCHEMA_NAMES)[number]) => sha256Hex(encodeUtf8(encodeCanonicalJson(describeSchema(name))))

describe('published schemas: a reader of old records relies on them never changing under the same number', () => {
  it('stay frozen', () => {
    expect(Object.fromEntries(SCHEMA_NAMES.map((name) => [name, hashOf(name).slice(0, 16)]))).toMatchInlineSnapshot(`
      {
        "audit-trail-3": "486c42b9394bf0f1",
        "contract-2": "027736654183703e",
        "contract-3": "de850579497d89b5",
        "data-consent-1": "3423965b0156a8f1",
        "entry-1": "b026a850cb85ea9c",
        "entry-2": "ef8e62ad3e8cb0d5",
        "event-1": "74e3f72dad618339",
        "log-start-1": "33b72895984ab8fa",
        "record-1": "a9ed538a6984f859",
        "statement-1": "2bc90737a76e50ae",
      }
    `)
  })

  it('name themselves', () => {
    for (const name of SCHEMA_NAMES) expect(describeSchema(name)).toMatchObject({ $id: `/schemas/${name}.json`, type: 'object' })
  })
})
