/**
 * The shape of a JSON value, what two of them have in common, and whether a later value still has it. Later versions may
 * add members; what was there stays, with its type.
 *
 * A shape is `"number"`, `"null|string"`, `"anything"`, an object of members (`"name?"`: not always there; `"*"`: each, where
 * the names are those of concepts), or a list with the shape of all its elements (empty: there were none).
 * @typedef {string | ShapeObject | Shape[]} Shape
 * @typedef {{[member: string]: Shape}} ShapeObject
 */

/** @param {any} value @returns {Shape} */
export function shapeOf(value) {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(either)]
  if (typeof value !== 'object') return typeof value
  /** @type {[string, Shape][]} */
  const members = Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)])
  if (members.length > 0 && members.every(([name]) => name.includes('/'))) {
    return { '*': members.map(([, shape]) => shape).reduce(either) }
  }
  return Object.fromEntries(members)
}

/** @param {Shape} one @param {Shape} other @returns {Shape} what both fit */
export function either(one, other) {
  if (one === 'anything' || other === 'anything') return 'anything'
  if (typeof one === 'string' && typeof other === 'string') {
    return [...new Set([...one.split('|'), ...other.split('|')])].sort().join('|')
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    const [first, second] = [one[0], other[0]]
    if (first === undefined || second === undefined) return second === undefined ? one : other
    return [either(first, second)]
  }
  if (isMembers(one) && isMembers(other)) return eitherMembers(one, other)
  // A value of quite different kinds is described no closer.
  return 'anything'
}

/** @param {ShapeObject} one @param {ShapeObject} other @returns {ShapeObject} */
function eitherMembers(one, other) {
  const [ones, others] = [bare(one), bare(other)]
  const names = [...new Set([...ones.keys(), ...others.keys()])]
  return Object.fromEntries(
    names.map((name) => {
      const [first, second] = [ones.get(name), others.get(name)]
      const always = first?.always && second?.always
      const shape = first && second ? either(first.shape, second.shape) : (first ?? second)?.shape
      return [always ? name : `${name}?`, /** @type {Shape} */ (shape)]
    }),
  )
}

/** @param {ShapeObject} members */
function bare(members) {
  return new Map(
    Object.entries(members).map(([name, shape]) => {
      const always = !name.endsWith('?')
      return [always ? name : name.slice(0, -1), { shape, always }]
    }),
  )
}

/**
 * @param {Shape} shape
 * @param {any} value
 * @param {string} [at]
 * @returns {string[]} what is missing or of another type, empty when it fits
 */
export function misfits(shape, value, at = '$') {
  if (shape === 'anything') return []
  if (typeof shape === 'string') {
    const kinds = shape.split('|')
    const kind = value === null ? 'null' : typeof value
    return kinds.includes(kind) ? [] : [`${at}: was ${shape}, is ${kind}`]
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at}: was a list, is ${JSON.stringify(value)?.slice(0, 40)}`]
    const [element] = shape
    return element === undefined
      ? []
      : value.flatMap((inner, index) => misfits(element, inner, `${at}[${index}]`))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: was an object`]
  const [each] = Object.keys(shape).length === 1 && shape['*'] ? [shape['*']] : []
  if (each) return Object.entries(value).flatMap(([name, inner]) => misfits(each, inner, `${at}.${name}`))
  return [...bare(shape)].flatMap(([name, member]) => {
    if (name in value) return misfits(member.shape, value[name], `${at}.${name}`)
    return member.always ? [`${at}.${name}: is missing`] : []
  })
}

/**
 * @param {any} was
 * @param {any} is
 * @param {string} [at]
 * @returns {string[]} where a value that was there is another one now; new members are none
 */
export function changes(was, is, at = '$') {
  if (was === null || typeof was !== 'object') {
    return was === is ? [] : [`${at}: was ${JSON.stringify(was)}, is ${JSON.stringify(is)?.slice(0, 80)}`]
  }
  if (typeof is !== 'object' || is === null)
    return [`${at}: was ${Array.isArray(was) ? 'a list' : 'an object'}`]
  if (Array.isArray(was) && was.length !== is.length) return [`${at}: had ${was.length}, has ${is.length}`]
  return Object.entries(was).flatMap(([name, inner]) => changes(inner, is[name], `${at}.${name}`))
}

/** @param {Shape} shape @returns {shape is ShapeObject} */
function isMembers(shape) {
  return typeof shape === 'object' && !Array.isArray(shape)
}
