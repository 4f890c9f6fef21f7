import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { CodedError } from '../../../core/bytes/error.ts'
import { findProgram } from '../../process.ts'
import type { BrowserErrorCode } from '../chromium.ts'

export interface Display {
  /** Such as `:99`. */
  readonly name: string
  close(): void
}

/** A screen that nobody sees, on a number that the X server chooses. */
export async function openDisplay(): Promise<Display> {
  if (!findProgram('Xvfb')) throw new CodedError<BrowserErrorCode>('BROWSER_MISSING', 'No Xvfb. Type: sudo apt-get install -y --no-install-recommends xvfb')
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  process.on('exit', () => server.kill('SIGKILL'))
  const [number] = (await once(server.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer]
  return { name: `:${number.toString().trim()}`, close: () => void server.kill('SIGKILL') }
}
