/** The routes that an Express application has, as OpenAPI writes them. */

/**
 * Where a router is mounted Express does not say, but whether it would take an address: the places to try are the
 * beginnings of `paths`.
 *
 * @param {any} app
 * @param {string[]} paths
 * @returns {string[]} `GET /api/notes/{id}`
 * @throws {Error} when a router is at none of these places
 */
export function routesOf(app, paths) {
  const places = new Set(paths.flatMap(beginnings))
  return [...new Set(within(app.router, '', [...places]))]
}

/** @param {any} router @param {string} base @param {string[]} places @returns {string[]} */
function within(router, base, places) {
  return router.stack.flatMap((/** @type {any} */ layer) => {
    if (layer.route)
      return methodsOf(layer.route).map((method) => `${method} ${openApiPath(base + layer.route.path)}`)
    if (!layer.handle.stack) return []
    return within(layer.handle, base + placeOf(layer, base, places), places)
  })
}

/** @param {any} route */
function methodsOf({ methods }) {
  return Object.keys(methods)
    .filter((method) => method !== '_all' && methods[method])
    .map((method) => method.toUpperCase())
}

/** @param {any} layer @param {string} base @param {string[]} places */
function placeOf(layer, base, places) {
  if (layer.slash) return ''
  const rest = places.filter((place) => place.startsWith(base)).map((place) => place.slice(base.length))
  const taken = rest.find((place) => place !== '' && layer.match(`${place}/x`) && layer.path === place)
  if (taken === undefined) {
    const routes = layer.handle.stack.map((/** @type {any} */ inner) => inner.route?.path).filter(Boolean)
    throw new Error(
      `below ${base || '/'} nothing is described of ${routes} (node/api/openapi/document.js says how)`,
    )
  }
  return taken
}

/** `/a/b` → `/a`, `/a/b`. @param {string} path */
function beginnings(path) {
  const steps = path.split('/').slice(1)
  return steps.map((_, index) => `/${steps.slice(0, index + 1).join('/')}`)
}

/** @param {string} path as Express writes it */
function openApiPath(path) {
  const plain = path.replace(/:(\w+)/g, '{$1}').replace(/\/\*(\w+)/g, '/{*$1}')
  return plain.length > 1 ? plain.replace(/\/$/, '') : plain
}
