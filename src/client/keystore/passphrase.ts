const MIN_LETTERS = 10
const MIN_DIFFERENT = 5

/** Whether a passphrase is worth asking for: ten letters, five of them different; however its accents were typed. */
export function isStrong(passphrase: string): boolean {
  const letters = [...passphrase.normalize('NFC')]
  return letters.length >= MIN_LETTERS && new Set(letters).size >= MIN_DIFFERENT
}
