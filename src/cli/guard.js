// Runs on every Node there may be, before anything newer is loaded: says in one sentence what is missing.
import { existsSync } from 'node:fs'

/** @param {string} sentence */
function stop(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** @param {string} version @param {readonly number[]} least */
function isAtLeast(version, least) {
  const parts = version.split('.').map(Number)
  for (let i = 0; i < least.length; i++) {
    const [part, bound] = [parts[i] || 0, least[i] || 0]
    if (part !== bound) return part > bound
  }
  return true
}

/** The C library this Node runs on, or null where there is none of GNU's. @returns {string | null} */
function glibcVersion() {
  if (process.platform !== 'linux') return null
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  return (report.header && report.header.glibcVersionRuntime) || null
}

const glibc = glibcVersion()
if (process.platform === 'linux' && glibc === null) stop('Countersign needs a Linux with GNU libc 2.34 or newer (Debian 12, Ubuntu 22.04); this one has another C library.')
if (glibc !== null && !isAtLeast(glibc, [2, 34])) stop(`Countersign needs GNU libc 2.34 or newer (Debian 12, Ubuntu 22.04); this system has ${glibc}.`)
if (!isAtLeast(process.versions.node, [24])) {
  const cause = existsSync(new URL('../../node_modules/.bin/node', import.meta.url)) ? 'start it with npm (npm start), which uses the Node it brings' : 'run npm ci first, which brings it, on linux x64/arm64, macOS or Windows x64'
  stop(`Countersign runs on the Node 26 of its own packages, and this is ${process.version}: ${cause}.`)
}
