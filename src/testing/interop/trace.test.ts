import { expect, test } from 'vitest'
import { findExchange, parseTrace } from './trace.ts'

const TRACE = [
  '10 read(21<socket:[77]>, "PUT /api/offers/abc/acceptance/00 HTTP/1.1\\r\\n", 65536) = 65536',
  '11 fsync(25</data/blobs/ab/cd.tmp> <unfinished ...>',
  '10 epoll_wait(13<anon_inode:[eventpoll]>, [], 1024, 0) = 0',
  '11 <... fsync resumed>)             = 0',
  '11 fdatasync(8</data/countersign.db-wal>) = -1 EIO (Input/output error)',
  '10 fsync(26</data/blobs/ab>) = 0',
  '10 write(22<socket:[78]>, "HTTP/1.1 200 OK\\r\\n"..., 400) = 400',
  '10 writev(21<socket:[77]>, [{iov_base="HTTP/1.1 201 Created\\r\\n"..., iov_len=512}], 1) = 512',
  '10 fsync(8</data/countersign.db-wal>) = 0',
].join('\n')

test('only what was really synced before this answer counts', () => {
  const exchange = findExchange(parseTrace(TRACE), /PUT \/api\/offers\/[^/]+\/acceptance\//)
  expect(exchange).toEqual({ synced: ['/data/blobs/ab/cd.tmp', '/data/blobs/ab'], status: 201 })
})

test('a request that is not in the trace is not found', () => {
  expect(findExchange(parseTrace(TRACE), /DELETE/)).toBeNull()
})
