import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeZip, parseZip } from '../../core/bytes/zip.ts'
import { ROOT, runOrFail } from '../process.ts'
import type { Papers } from './papers.ts'
import type { Tools } from './tools.ts'

const HERE = join(import.meta.dirname, 'dss')

/** The class path of the European Commission's validator (DSS), from Maven's packages. */
async function installDss(): Promise<string> {
  const folder = join(ROOT, 'node_modules', '.cache', 'interop', 'dss')
  await mkdir(folder, { recursive: true })
  const output = join(folder, 'classpath')
  await runOrFail('mvn', ['-q', '-B', '-ntp', '-f', join(HERE, 'pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${output}`])
  return (await readFile(output, 'utf8')).trim()
}

/**
 * DSS of an evidence package: an ASiC-E container (EN 319 162-1) with a CAdES baseline signature at level T over every part; with one byte
 * changed in a part, in the manifest or in the signature's file (whose timestamp it then takes for none: level B), none passes as that.
 */
export async function checkContainer({ java }: Tools, { package: path, root }: Papers, folder: string): Promise<string> {
  const classPath = await installDss()
  const parts = parseZip(new Uint8Array(await readFile(path))).map(({ name, bytes }) => ({ name, bytes: bytes! }))
  const put = async (name: string, bytes: Uint8Array): Promise<string> => {
    const file = join(folder, name)
    await writeFile(file, bytes)
    return file
  }
  const lists = await Promise.all(parts.filter(({ name }) => name.startsWith('revocation/') && name.endsWith('.crl')).map(({ name, bytes }) => put(`dss-${name.slice('revocation/'.length)}`, bytes)))
  const changed = await Promise.all(['signed/01.pdf', 'records/0001-drafted.json', 'index.html', 'META-INF/ASiCManifest.xml', 'META-INF/signature.p7s'].map(async (name, at) => {
    const place = parts.findIndex((part) => part.name === name)
    if (place < 0) throw new Error(`the package has no ${name}`)
    const bytes = parts[place]!.bytes.slice()
    bytes[bytes.length >> 1]! ^= 1
    return put(`dss-changed-${at}.asice`, encodeZip(parts.with(place, { name, bytes })))
  }))
  const { stdout } = await runOrFail(java, ['-cp', classPath, join(HERE, 'Judge.java'), root, lists.join(','), path, ...changed])
  const [whole = '', ...others] = stdout.trim().split('\n')
  const wanted = ['TOTAL_PASSED', 'null', 'ASiC-E', 'true', 'application/vnd.etsi.asic-e+zip', 'CAdES-BASELINE-T', String(parts.length - 2)]
  if (whole.trimEnd() !== wanted.join('\t')) throw new Error(`DSS says: ${whole}`)
  const passed = others.filter((line) => line.startsWith('TOTAL_PASSED') && line.includes('BASELINE-T'))
  if (others.length !== changed.length || passed.length > 0) throw new Error(`DSS passes what was changed:\n${others.join('\n')}`)
  return `ASiC-E, CAdES-BASELINE-T over ${parts.length - 2} parts; ${changed.length} changed ones do not pass as that`
}
