/**
 * The test kit: see what your program does when the Python process under it dies, hangs, stops, babbles or answers
 * with what is no JSON. The faults are real: a child is killed by a signal, a loop is blocked by a sleep, a frame is
 * torn on the wire.
 *
 *     const runner = await startWithFaults({ agents: ['my_package.my_agents'] })
 *     const plan = rejectionOf(runner.call('my.plan'))
 *     killChild(runner)
 *     const error = await settlesWithin(plan, 500)
 *
 * The skills of the agent `faults` are described by its own docstrings, in agent_runner/faults/.
 */
export { childPids, continueChild, isAlive, killChild, stopChild, whenExited } from './children.js'
export { faultyChild } from './faultyChild.js'
export { nextEvent, rejectionOf, settlesWithin } from './settling.js'
export { startWithFaults } from './startWithFaults.js'
