/** One finished system call of a trace, in the order in which they ended. */
export interface SystemCall {
  readonly process: string
  readonly name: string
  /** Path or socket behind the first argument, as `strace -y` writes it. */
  readonly target: string
  readonly text: string
  readonly result: number
}

const WHOLE = /^(\d+)\s+([\w.]+)\((.*)$/
const RESUMED = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$/
const UNFINISHED = /^(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>$/

function toCall(process: string, name: string, rest: string): SystemCall {
  const target = /^\d+<((?:[^<>]|<[^>]*>)*)>/.exec(rest)?.[1] ?? ''
  const result = Number(/\)\s*=\s*(-?\d+)/.exec(rest.slice(rest.lastIndexOf(')')))?.[1] ?? Number.NaN)
  return { process, name, target, text: rest, result }
}

/** Reads what `strace -f -y -o` wrote; calls interrupted by another thread's are put together again. */
export function parseTrace(trace: string): SystemCall[] {
  const open = new Map<string, string>()
  const calls: SystemCall[] = []
  for (const line of trace.split('\n')) {
    const begun = UNFINISHED.exec(line)
    const ended = RESUMED.exec(line)
    const whole = WHOLE.exec(line)
    if (begun) open.set(`${begun[1]} ${begun[2]}`, begun[3] ?? '')
    else if (ended) {
      const key = `${ended[1]} ${ended[2]}`
      calls.push(toCall(ended[1] ?? '', ended[2] ?? '', `${open.get(key) ?? ''}${ended[3] ?? ''}`))
      open.delete(key)
    } else if (whole) calls.push(toCall(whole[1] ?? '', whole[2] ?? '', whole[3] ?? ''))
  }
  return calls
}

const isSync = ({ name, result }: SystemCall): boolean => (name === 'fsync' || name === 'fdatasync') && result === 0
const isRead = ({ name }: SystemCall): boolean => name === 'read' || name === 'readv' || name === 'recvfrom'
const isWrite = ({ name }: SystemCall): boolean => name === 'write' || name === 'writev' || name === 'sendto' || name === 'sendmsg'

export interface Exchange {
  /** Synced between the first byte of the request and the first byte of its answer, in order. */
  readonly synced: readonly string[]
  readonly status: number
}

/** Finds the request that begins with `requestLine` (a pattern) and what was synced before its answer left; null when it is not there. */
export function findExchange(calls: readonly SystemCall[], requestLine: RegExp): Exchange | null {
  const asked = calls.findIndex((call) => isRead(call) && requestLine.test(call.text))
  const socket = calls[asked]?.target
  if (asked < 0 || !socket) return null
  const answered = calls.findIndex((call, index) => index > asked && isWrite(call) && call.target === socket && /HTTP\/1\.1 [2-5]\d\d/.test(call.text))
  if (answered < 0) return null
  const status = Number(/HTTP\/1\.1 (\d{3})/.exec(calls[answered]?.text ?? '')?.[1])
  return { synced: calls.slice(asked, answered).filter(isSync).map((call) => call.target), status }
}
