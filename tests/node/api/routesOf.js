/** The routes that an Express application has, as OpenAPI writes them. */

/** @param {any} app @returns {string[]} `GET /api/notes/{id}`, each once */
export function routesOf(app) {
  return [...new Set(within(app.router, ''))]
}

/** @param {any} router @param {string} base @returns {string[]} */
function within(router, base) {
  return router.stack.flatMap((/** @type {any} */ layer) => {
    if (layer.route) {
      const path = openApiPath(base + layer.route.path)
      return methodsOf(layer.route).map((method) => `${method} ${path}`)
    }
    return layer.handle.stack ? within(layer.handle, base + placeOf(layer)) : []
  })
}

/** @param {any} route */
function methodsOf({ methods }) {
  return Object.keys(methods)
    .filter((method) => method !== '_all' && methods[method])
    .map((method) => method.toUpperCase())
}

/** Where a router is mounted. @param {any} layer @returns {string} */
function placeOf({ rawPath }) {
  if (typeof rawPath !== 'string')
    throw new Error(`a router is mounted at ${rawPath}, which this cannot read`)
  return rawPath === '/' ? '' : rawPath
}

/** @param {string} path as Express writes it */
function openApiPath(path) {
  const plain = path.replace(/:(\w+)/g, '{$1}').replace(/\/\*(\w+)/g, '/{*$1}')
  return plain.length > 1 ? plain.replace(/\/$/, '') : plain
}
