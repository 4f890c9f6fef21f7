import { md5 as hashMd5, sha1 as hashSha1 } from '@noble/hashes/legacy.js'
import { sha224 as hashSha224, sha384 as hashSha384, sha512 as hashSha512 } from '@noble/hashes/sha2.js'

/** Hashes that WebCrypto lacks, or that something synchronous needs: for reading old files, never for making anything. */
export const md5 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(hashMd5(bytes))
export const sha1 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(hashSha1(bytes))
export const sha224 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(hashSha224(bytes))
export const sha384 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(hashSha384(bytes))
export const sha512 = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(hashSha512(bytes))
