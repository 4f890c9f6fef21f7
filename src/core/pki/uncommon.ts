/** What WebCrypto cannot verify, or an engine's does not: fetched when a signature first needs it. */
export { verifyDsa } from './dsa.ts'
export { verifyEdwards } from './edwards.ts'
export { verifyEcdsa } from './elliptic.ts'
