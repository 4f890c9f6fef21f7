import { CodedError } from '../../core/bytes/error.ts'

/** The code `read` refuses with, or null when it does not refuse. Any other error is a crash and goes through. */
export function codeOf(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}

/** The same for what answers later; a value that arrives is handed to `judge`, whose text comes back instead of null. */
export async function codeOfLater<T>(promise: Promise<T>, judge: (value: T) => string | null = () => null): Promise<string | null> {
  try {
    return judge(await promise)
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}
