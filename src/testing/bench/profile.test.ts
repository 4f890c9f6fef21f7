import { expect, test } from 'vitest'
import { breakDown } from './profile.ts'

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({ id, callFrame: { functionName, url }, children })

test('time in a native function counts for the room that called it', () => {
  const nodes = [
    node(1, '(root)', '', [2, 5]),
    node(2, 'accept', 'file:///x/src/server/route/offer.ts', [3]),
    node(3, 'sha256', 'file:///x/src/core/bytes/sha256.ts', [4]),
    node(4, 'fill', ''),
    node(5, '(idle)', ''),
  ]
  const rooms = breakDown({ nodes, samples: [2, 4, 4, 5], timeDeltas: [1000, 2000, 500, 4000] })
  expect([...rooms]).toEqual([['waiting (disk, network)', 4], ['core/bytes', 2.5], ['server', 1]])
})
