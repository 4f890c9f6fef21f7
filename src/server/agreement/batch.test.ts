import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestService, type TestService } from '../fixture/service.ts'
import { shareTransaction } from './batch.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

const put = (name: string, fail = false) =>
  shareTransaction(service.parts.store, async (access) => {
    await access.insertInto('fact').values({ name, value: 'x' }).execute()
    if (fail) throw new Error(`refused ${name}`)
    return name
  })
const has = async (name: string) => (await service.parts.store.selectFrom('fact').select('name').where('name', '=', name).execute()).length === 1

describe('acts that share a transaction', () => {
  test('each gets its own answer', async () => {
    expect(await Promise.all(['a', 'b', 'c'].map((name) => put(name)))).toEqual(['a', 'b', 'c'])
    expect(await Promise.all(['a', 'b', 'c'].map(has))).toEqual([true, true, true])
  })

  test('one that is refused takes nobody with it and leaves nothing behind', async () => {
    const results = await Promise.allSettled([put('d'), put('e', true), put('f')])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await Promise.all(['d', 'e', 'f'].map(has))).toEqual([true, false, true])
  })

  test('more than one batch comes through, in order', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `many-${index}`)
    expect(await Promise.all(names.map((name) => put(name)))).toEqual(names)
  })
})
