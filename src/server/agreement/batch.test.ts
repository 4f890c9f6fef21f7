import { describe, expect, test } from 'vitest'
import { gather } from './batch.ts'

const fulfil = <T>(value: T) => ({ status: 'fulfilled', value }) as const
const pause = () => new Promise((done) => setTimeout(done, 5))

describe('work that comes at the same time', () => {
  test('is done together, each with its own end; what comes meanwhile is the next batch', async () => {
    const batches: (readonly number[])[] = []
    const halve = gather(async (items: readonly number[]) => {
      batches.push(items)
      await pause()
      return Promise.allSettled(items.map(async (item) => {
        if (item % 2 === 1) throw new Error(`odd ${item}`)
        return item / 2
      }))
    })
    const first = [halve(2), halve(3)].map((one) => one.catch((error: Error) => error.message))
    await pause()
    expect(await Promise.all([...first, halve(8), halve(10)])).toEqual([1, 'odd 3', 4, 5])
    expect(batches).toEqual([[2, 3], [8, 10]])
    expect(await halve(6)).toBe(3)
  })

  test('is bounded, and keeps its order', async () => {
    const sizes: number[] = []
    const echo = gather(async (items: readonly number[]) => {
      sizes.push(items.length)
      return items.map(fulfil)
    })
    const numbers = Array.from({ length: 150 }, (_, index) => index)
    expect(await Promise.all(numbers.map(echo))).toEqual(numbers)
    expect(sizes).toEqual([64, 64, 22])
  })

  test('fails for all when nothing of it could be done, and the next batch is tried anew', async () => {
    let isDown = true
    const store = gather(async (items: readonly string[]) => {
      if (isDown) throw new Error('no database')
      return items.map(fulfil)
    })
    expect((await Promise.allSettled([store('a'), store('b')])).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isDown = false
    expect(await store('c')).toBe('c')
  })
})
