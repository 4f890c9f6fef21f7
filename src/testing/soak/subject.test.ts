import { expect, test } from 'vitest'
import { gatherSubjects, judgeMutation } from './subject.ts'

const subjects = await gatherSubjects()

test('no mutation of any sample passes with a signed byte changed, crashes the judge or stops it', { timeout: 60_000 }, async () => {
  const faults: string[] = []
  for (let seed = 0; seed < subjects.length * 12; seed++) {
    const subject = subjects[seed % subjects.length]!
    const { fault } = await judgeMutation(subject, seed)
    if (fault !== null) faults.push(`seed ${seed}, ${subject.name}: ${fault}`)
  }
  expect(faults).toEqual([])
})
