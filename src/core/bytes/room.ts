import { concatBytes } from './compare.ts'

/** How far each buffer made here is in use. Only these buffers are ever written past a view's end. */
const used = new WeakMap<ArrayBufferLike, number>()

/**
 * `length` bytes of zeros with room for `room` more behind them, for a large file that will be added to: read it straight into them, and
 * `appendBytes` writes behind it instead of copying the whole.
 */
export function allocateWithRoom(length: number, room: number): Uint8Array<ArrayBuffer> {
  const buffer = new ArrayBuffer(length + room)
  used.set(buffer, length)
  return new Uint8Array(buffer, 0, length)
}

/** Whether these bytes are all that is in use of a buffer with room: then what is appended stands in the same buffer. */
export function hasRoom(bytes: Uint8Array): boolean {
  return bytes.byteOffset === 0 && used.get(bytes.buffer) === bytes.length
}

/**
 * The bytes and all parts after them. In the same buffer when that has room and nothing was appended to these bytes before; else in a
 * new array. Either way `bytes` itself stays as it is.
 */
export function appendBytes(bytes: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = bytes.length
  for (const part of parts) length += part.length
  if (!hasRoom(bytes) || length > bytes.buffer.byteLength) return concatBytes(bytes, ...parts)
  const whole = new Uint8Array(bytes.buffer as ArrayBuffer, 0, length)
  let at = bytes.length
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  used.set(bytes.buffer, length)
  return whole
}

/** Takes back whatever was appended behind these bytes in their buffer with room, for whoever alone holds them and uses no longer view any more. */
export function takeBack(bytes: Uint8Array): void {
  if (bytes.byteOffset === 0 && used.has(bytes.buffer)) used.set(bytes.buffer, bytes.length)
}
