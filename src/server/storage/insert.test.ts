import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestService, type TestService } from '../fixture/service.ts'
import { isUniqueViolation } from './database.ts'
import { insertRows } from './insert.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
}, 60_000)
afterAll(() => service.close())

const keyOf = (index: number) => ({ id: `inserted-${String(index).padStart(3, '0')}`, kind: 'person' as const, wrapped: index % 3 === 0 ? null : Uint8Array.of(index, 0, 255), created_at: 1_700_000_000_000 + index, destroyed_at: null })
const read = () => service.parts.store.selectFrom('data_key').selectAll().where('id', 'like', 'inserted-%').orderBy('id').execute()

test('every row is stored as it was given, however many come at once', async () => {
  const { store } = service.parts
  const rows = Array.from({ length: 70 }, (_, index) => keyOf(index))
  await insertRows(store, 'data_key', [])
  await insertRows(store, 'data_key', rows.slice(0, 1))
  await insertRows(store, 'data_key', rows.slice(1, 6))
  await store.transaction().execute((access) => insertRows(access, 'data_key', rows.slice(6)))
  expect((await read()).map(({ wrapped, ...row }) => ({ ...row, wrapped: wrapped && new Uint8Array(wrapped) }))).toEqual(rows)
})

test('when one of them cannot be stored none is, and the error says why', async () => {
  const before = await read()
  const error: unknown = await insertRows(service.parts.store, 'data_key', [keyOf(100), keyOf(0), keyOf(101)]).catch((reason: unknown) => reason)
  expect(isUniqueViolation(error)).toBe(true)
  expect(await read()).toHaveLength(before.length)
})
