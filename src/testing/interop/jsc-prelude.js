// What a browser has and the bare JavaScriptCore shell lacks, as far as the derivation of a PDF asks for it.
globalThis.global ??= globalThis
globalThis.self ??= globalThis
globalThis.console ??= { log: print, warn: print, error: print, info: print, debug() {} }
globalThis.queueMicrotask ??= (work) => void Promise.resolve().then(work)
globalThis.structuredClone ??= (value) => JSON.parse(JSON.stringify(value))

globalThis.TextEncoder ??= class {
  encode(text) {
    const bytes = []
    for (const letter of String(text)) {
      let code = letter.codePointAt(0)
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
      if (code < 0x80) bytes.push(code)
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    }
    return Uint8Array.from(bytes)
  }
}

globalThis.TextDecoder ??= class {
  constructor(label = 'utf-8', options = {}) {
    this.encoding = label.toLowerCase()
    this.fatal = options.fatal === true
    this.ignoreBOM = options.ignoreBOM === true
  }

  decode(input = new Uint8Array()) {
    const bytes = input instanceof Uint8Array ? input : new Uint8Array(input.buffer ?? input, input.byteOffset ?? 0, input.byteLength)
    if (/^(ascii|latin1|iso-8859-1|windows-1252)$/.test(this.encoding)) return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
    if (/^utf-?16/.test(this.encoding)) return this.#decodeUtf16(bytes, this.encoding.endsWith('be'))
    const text = this.#decodeUtf8(bytes)
    return !this.ignoreBOM && text.startsWith('\ufeff') ? text.slice(1) : text
  }

  #decodeUtf16(bytes, bigEndian) {
    let text = ''
    for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(bigEndian ? bytes[at] * 256 + bytes[at + 1] : bytes[at + 1] * 256 + bytes[at])
    return text
  }

  #decodeUtf8(bytes) {
    const parts = []
    const lowest = [0, 0, 0x80, 0x800, 0x10000]
    for (let at = 0; at < bytes.length; ) {
      const first = bytes[at]
      const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
      let code = length === 1 ? first : first & (0x7f >> length)
      let good = length > 0 && at + length <= bytes.length
      for (let i = 1; good && i < length; i++) {
        good = (bytes[at + i] & 0xc0) === 0x80
        code = code * 64 + (bytes[at + i] & 63)
      }
      good &&= length === 1 || (code >= lowest[length] && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff))
      if (!good && this.fatal) throw new TypeError('not UTF-8')
      parts.push(good ? String.fromCodePoint(code) : '\ufffd')
      at += good ? length : 1
    }
    return parts.join('')
  }
}

globalThis.URL ??= class {
  constructor(text) {
    const parts = /^([a-z][a-z0-9+.-]*:)(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/i.exec(text)
    if (!parts) throw new TypeError(`Invalid URL: ${text}`)
    ;[this.href, this.protocol, this.host = '', this.pathname, this.search = '', this.hash = ''] = parts
  }

  toString() {
    return this.href
  }
}
