import { expect, test } from 'vitest'
import { gatherSignerSubjects, signMutation } from './signer.ts'

test('whatever of a mutated file is signed keeps every byte and every earlier signature; the rest is refused with a code', async () => {
  const subjects = await gatherSignerSubjects()
  const kinds = new Map<string, number>()
  for (let seed = 1; seed <= 400; seed++) {
    const subject = subjects[seed % subjects.length]!
    const { kind, fault } = await signMutation(subject, seed)
    expect(fault && `${subject.name}, seed ${seed}: ${fault}`).toBeNull()
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  expect(kinds.get('signed')).toBeGreaterThan(0)
  expect(kinds.size).toBeGreaterThan(4)
})
