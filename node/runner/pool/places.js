/**
 * The places of a pool, by number: those that are there, and those that are being given up. What is done in them, and
 * how many there should be, is for others.
 */

/** @typedef {import('./supervisor.js').Supervisor} Supervisor */

export class Places {
  /** In the order of their numbers. @type {readonly Supervisor[]} */
  present

  #create
  /** @type {Set<Supervisor>} */ #leaving = new Set()

  /**
   * @param {number} count
   * @param {(number: number) => Supervisor} create
   */
  constructor(count, create) {
    this.#create = create
    this.present = Array.from({ length: count }, (_, number) => create(number))
  }

  /** All that may have processes. */
  get all() {
    return [...this.present, ...this.#leaving]
  }

  /** @returns {Supervisor} with the lowest number that is free */
  open() {
    const taken = new Set(this.present.map(({ place }) => place))
    let free = 0
    while (taken.has(free)) free += 1
    const place = this.#create(free)
    this.present = [...this.present, place].sort((a, b) => a.place - b.place)
    return place
  }

  /** @param {Supervisor} place */
  async close(place) {
    this.present = this.present.filter((other) => other !== place)
    this.#leaving.add(place)
    await place.close()
    this.#leaving.delete(place)
  }

  /** @returns {Promise<unknown>} resolves when the processes of those before are gone; new ones are there at once */
  renew() {
    const old = this.present
    this.present = old.map(({ place }) => this.#create(place))
    for (const place of old) this.#leaving.add(place)
    return Promise.all(old.map((place) => place.destroy().then(() => this.#leaving.delete(place))))
  }
}
