// Two rules read from walls.json: who may import whom, and what the pure cores may not touch.
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'

const folder = import.meta.dirname
const walls = JSON.parse(readFileSync(resolve(folder, 'walls.json'), 'utf8'))
const source = resolve(folder, '..', 'src')
const rooms = Object.keys(walls.rooms).sort((a, b) => b.length - a.length)

const roomOf = (path) => rooms.find((room) => path === room || path.startsWith(`${room}/`))
const fits = (patterns, name) =>
  patterns.some((pattern) => pattern === '*' || pattern === name || (pattern.endsWith('/*') && name.startsWith(pattern.slice(0, -1))))
const packageOf = (specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
const inSource = (file) => relative(source, file).split(sep).join('/')
const isTest = (path) => /\.(test|bench)\.tsx?$/.test(path)

function judgeRelative(file, from, specifier) {
  const target = inSource(resolve(dirname(file), specifier))
  if (target.startsWith('..')) return isTest(from) || from.startsWith('testing/') ? null : `leaves src: ${specifier}`
  const [here, there] = [roomOf(from), roomOf(target)]
  if (!there) return `${target} is in no room`
  for (const parent of walls.siblings.in) {
    const feature = (path) => (path.startsWith(`${parent}/`) ? path.slice(parent.length + 1).split('/')[0] : null)
    if (feature(from) && feature(target) && feature(from) !== feature(target)) return `${feature(from)} may not import its sibling ${feature(target)}`
  }
  if (here === there || fits(walls.rooms[here].may, there)) return null
  if (there === 'testing' && isTest(from)) return null
  if (isTest(from) && from.startsWith('core/') && there.startsWith('core/')) return null
  return `${here} may not import ${there}`
}

function judgePackage(from, specifier) {
  const here = roomOf(from)
  if (isTest(from) || here === 'testing') return null
  if (specifier.startsWith('node:')) return here === 'server' || here === 'cli' ? null : `${here} may not use ${specifier}`
  const name = packageOf(specifier)
  return fits(walls.rooms[here].vendors, name) ? null : `${name} has no room in ${here}`
}

const imports = {
  create(context) {
    const file = context.filename
    const from = inSource(file)
    if (from.startsWith('..') || !/\.tsx?$/.test(from)) return {}
    const check = (node) => {
      const specifier = node?.value
      if (typeof specifier !== 'string' || specifier.startsWith('/') || specifier.startsWith('virtual:')) return
      const problem = roomOf(from) ? (specifier.startsWith('.') ? judgeRelative(file, from, specifier) : judgePackage(from, specifier)) : `${from} is in no room`
      if (problem) context.report({ node, message: problem })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => node.source && check(node.source),
      ExportAllDeclaration: (node) => context.report({ node, message: 'name what is exported' }),
      ImportExpression: (node) => check(node.source),
    }
  },
}

const purity = {
  create(context) {
    const from = inSource(context.filename)
    if (!from.startsWith('core/') || isTest(from)) return {}
    const { globals, members, methods } = walls.core
    const declared = (node) => {
      for (let scope = context.sourceCode.getScope(node); scope; scope = scope.upper) {
        if (scope.variables.some((variable) => variable.name === node.name && variable.defs.length > 0)) return true
      }
      return false
    }
    const isReference = (node) => {
      const parent = node.parent
      if (!parent || parent.type.startsWith('TS')) return false
      if (parent.type === 'MemberExpression' && parent.property === node && !parent.computed) return false
      return !((parent.type === 'Property' || parent.type === 'PropertyDefinition' || parent.type === 'MethodDefinition') && parent.key === node && !parent.computed)
    }
    return {
      Identifier(node) {
        if (globals.includes(node.name) && isReference(node) && !declared(node)) context.report({ node, message: `core takes ${node.name} as an argument` })
      },
      MemberExpression(node) {
        if (node.property.type !== 'Identifier') return
        if (methods.includes(node.property.name)) context.report({ node, message: `${node.property.name} differs between engines` })
        const name = node.object.type === 'Identifier' ? node.object.name : null
        if (name && (members.includes(`${name}.${node.property.name}`) || members.includes(`${name}.*`))) {
          context.report({ node, message: `core takes ${name}.${node.property.name} as an argument` })
        }
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
          context.report({ node, message: 'core takes the clock as an argument' })
        }
      },
    }
  },
}

export default { meta: { name: 'walls' }, rules: { imports, purity } }
